package audio

import (
	"slices"
	"strings"
)

// needed are the variables that a decoder can have use for.
var needed = []string{"PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "WINDIR", "LANG", "LC_ALL", "LC_CTYPE",
	"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"}

// environ is what another program gets of the environment: it reads files of
// strangers, so it is told no secrets.
func environ(env []string) []string {
	return slices.DeleteFunc(env, func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return !slices.Contains(needed, strings.ToUpper(name))
	})
}
