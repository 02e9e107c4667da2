package session

import (
	"strconv"
	"strings"
)

// number returns a name, or the name and the first number from 2, that is not
// among those taken, and takes it.
func number(name string, taken map[string]bool) string {
	out := name
	for n := 2; taken[strings.ToLower(out)]; n++ {
		out = name + " " + strconv.Itoa(n)
	}
	taken[strings.ToLower(out)] = true
	return out
}

// Renamed returns a session whose tracks have other names, unique again.
func (s *Session) Renamed(name func(string) string) *Session {
	out, names := *s, Names{}
	out.Tracks = append([]Track(nil), s.Tracks...)
	for i := range out.Tracks {
		out.Tracks[i].Name = names.Take(name(out.Tracks[i].Name))
	}
	return &out
}
