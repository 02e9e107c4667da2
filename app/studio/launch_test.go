package studio_test

import (
	"bytes"
	"errors"
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/app/studio"
)

func TestALaunchIsWhatTheArgumentsSay(t *testing.T) {
	places := studio.Places{Data: t.TempDir(), Config: t.TempDir()}
	usual := filepath.Join(places.Data, "partlift")
	for name, c := range map[string]struct {
		args  []string
		asked string // by the environment
		want  func(l studio.Launch) bool
	}{
		"nothing":        {nil, "", func(l studio.Launch) bool { return l.Dir == usual && l.Remember != nil && len(l.Files) == 0 && !l.Demo }},
		"files":          {[]string{"a.wav", "b.mid"}, "", func(l studio.Launch) bool { return slices.Equal(l.Files, []string{"a.wav", "b.mid"}) }},
		"a library":      {[]string{"--library", "/elsewhere"}, "", func(l studio.Launch) bool { return l.Dir == "/elsewhere" && l.Remember == nil }},
		"an environment": {nil, "/asked", func(l studio.Launch) bool { return l.Dir == "/asked" && l.Remember == nil }},
		"both":           {[]string{"--library", "/elsewhere"}, "/asked", func(l studio.Launch) bool { return l.Dir == "/elsewhere" }},
		"addresses": {[]string{"--api-base=http://127.0.0.1:1", "--upload-base=http://127.0.0.1:2"}, "",
			func(l studio.Launch) bool {
				return l.APIBase == "http://127.0.0.1:1" && l.UploadBase == "http://127.0.0.1:2"
			}},
		"the demo":    {[]string{"--demo"}, "", func(l studio.Launch) bool { return l.Demo }},
		"the version": {[]string{"--version"}, "", func(l studio.Launch) bool { return l.Version }},
	} {
		p := places
		p.Library = c.asked
		l, err := studio.ParseLaunch(c.args, p, studio.Config{UserAgent: "kept"}, &bytes.Buffer{})
		if err != nil || !c.want(l) || l.UserAgent != "kept" {
			t.Errorf("%s: %+v, %v", name, l, err)
		}
	}
	var said bytes.Buffer
	if _, err := studio.ParseLaunch([]string{"--libary", "x"}, places, studio.Config{}, &said); err == nil || !strings.Contains(said.String(), "libary") {
		t.Errorf("a wrong flag: %v, %q", err, said.String())
	}
	if _, err := studio.ParseLaunch([]string{"-h"}, places, studio.Config{}, &said); !errors.Is(err, flag.ErrHelp) || !strings.Contains(said.String(), "folder") {
		t.Errorf("help: %v, %q", err, said.String())
	}
}
