#!/bin/bash
# tests/lint.sh BUILD - layout, static analysis, shell scripts, manual pages. Silent when all is well.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 70
build=$1 bad=0
mapfile -t c < <(find filters pipelines tests -name '*.c')
mapfile -t h < <(find filters pipelines tests -name '*.h')
mapfile -t sh < <(grep -lE '^#!/bin/(ba)?sh' -r .ci tests filters pipelines; find tests -name '*.bash')

clang-format --dry-run -Werror "${c[@]}" "${h[@]}" || bad=1
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	--suppress=missingIncludeSystem -Ifilters "${c[@]}" || bad=1
printf '%s\n' "${c[@]}" | xargs -P "$(nproc)" -n 1 sh -c 'out=$(clang-tidy --quiet "$@" -- -std=gnu17 \
	-D_GNU_SOURCE -Ifilters -I'"$build"' "-DWEIR_VERSION=\"0\"" -DSTAGE=parse_stage 2>/dev/null) || { echo "$out"; exit 1; }' _ || bad=1
shellcheck -x "${sh[@]}" || bad=1
for page in "$build"/man/*; do mandoc -Tlint -Wwarning "$page" || bad=1; done
exit $bad
