/* filters/lib/conf.c - where the tables and defaults that come with Weir lie. */
#include "lib/conf.h"
#include "lib/stage.h"
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

/* From the folder of the program: installed; built; built with sanitizers. */
static const char *const places[] = { "../share/weir/conf", "../../conf", "../../../conf" };

static const char *join(struct run *run, const char *folder, const char *place, const char *name)
{
	size_t room = strlen(folder) + strlen(place) + strlen(name) + 3;
	char *path = arena_take(run_arena(run), room);
	snprintf(path, room, "%s/%s/%s", folder, place, name);
	return path;
}

const char *conf_path(struct run *run, const char *name)
{
	char folder[PATH_MAX] = "";
	ssize_t n = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	folder[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const char *path = join(run, folder, places[i], name);
		if (access(path, R_OK) == 0)
			return path;
	}
	return join(run, folder, places[0], name);
}
