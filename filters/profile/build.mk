# filters/profile/build.mk - what weir sniff asks of single values, too.

shows-profile := kind_of kind_word
