package secret

import (
	"slices"
	"strings"
)

// Environ returns an environment, as os.Environ does, without what may be a
// secret by its name: programs that Partlift starts need no keys.
func Environ(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		name = strings.ToUpper(name)
		for _, end := range []string{"KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIALS"} {
			if name == end || strings.HasSuffix(name, "_"+end) {
				return true
			}
		}
		return strings.HasPrefix(name, "PARTLIFT_")
	})
}
