package session_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"partlift/backend/session"
	"partlift/backend/session/dawproject"
)

// Every fault that a writer could have is seen by the check it belongs to.
func TestDamageIsSeen(t *testing.T) {
	for _, c := range []struct{ format, file, old, new, check string }{
		{"dawproject", "project.xml", `<RealPoint time="16" value="120.5`, `<RealPoint time="16" value="120.6`, "tempo map"},
		{"dawproject", "project.xml", `<RealPoint time="16" value`, `<RealPoint time="16.5" value`, "tempo map"},
		{"dawproject", "project.xml", `interpolation="hold"/><RealPoint time="16"`, `interpolation="linear"/><RealPoint time="16"`, "form"},
		{"dawproject", "project.xml", `time="24" numerator="3"`, `time="24" numerator="4"`, "meters"},
		{"dawproject", "project.xml", `unit="bpm" value`, `unit="normalized" value`, "form"},
		{"dawproject", "project.xml", `<Marker time="8" name="Verse`, `<Marker time="9" name="Verse`, "markers"},
		{"dawproject", "project.xml", `name="Intro"`, `name="Outro"`, "markers"},
		{"dawproject", "project.xml", `key="36"`, `key="37"`, "notes"},
		{"dawproject", "project.xml", `vel="0.070867"`, `vel="0.070866"`, "notes"},
		{"dawproject", "project.xml", `<Note time="5" duration`, `<Note time="5.01" duration`, "notes"},
		{"dawproject", "project.xml", `value="1.2589`, `value="1.26`, "tracks"},
		{"dawproject", "project.xml", `<Mute value="true"`, `<Mute value="false"`, "tracks"},
		{"dawproject", "project.xml", `color="#00835f"`, `color="#00835e"`, "tracks"},
		{"dawproject", "project.xml", `GM 34 `, `GM 35 `, "tracks"},
		{"dawproject", "project.xml", `channels="1"`, `channels="2"`, "clips"},
		{"dawproject", "project.xml", `<Clip time="0" duration`, `<Clip time="0.5" duration`, "clips"},
		{"dawproject", "project.xml", `playStart="0"><Warps`, `playStart="0.1"><Warps`, "clips"},
		{"dawproject", "project.xml", `contentTime="0"/><Warp`, `contentTime="0.1"/><Warp`, "clips"},
		{"dawproject", "project.xml", `algorithm="raw"`, `algorithm="stretch"`, "clips"},
		{"dawproject", "project.xml", `Media/Bass.wav`, `Media/Drums.wav`, "clips"},
		{"dawproject", "project.xml", `destination="idmaster"`, `destination="idnone"`, "form"},
		{"dawproject", "project.xml", `id="id9"`, `id="id8"`, "form"},
		{"dawproject", "project.xml", `expression="pitchBend"`, `expression="channelPressure"`, "controllers"},
		{"dawproject", "project.xml", `<Note time="4" duration="0.25"`, `<Note time="4" duration="0,25"`, "form"},
		{"reaper", "A song.rpp", ` 120.5000`, ` 120.6000`, "tempo map"},
		{"reaper", "A song.rpp", ` 262148 0 1`, ` 262147 0 1`, "meters"},
		{"reaper", "A song.rpp", ` 262147 0 3`, ` 262148 0 3`, "meters"},
		{"reaper", "A song.rpp", ` 1 524295 0 3`, ` 0 524295 0 3`, "form"},
		{"reaper", "A song.rpp", `POSITION 0`, `POSITION 0.5`, "clips"},
		{"reaper", "A song.rpp", `BEAT 0`, `BEAT 1`, "clips"},
		{"reaper", "A song.rpp", `SOFFS 0`, `SOFFS 0.1`, "clips"},
		{"reaper", "A song.rpp", `PLAYRATE 1`, `PLAYRATE 1.01`, "clips"},
		{"reaper", "A song.rpp", `LENGTH 31.7`, `LENGTH 32.7`, "clips"},
		{"reaper", "A song.rpp", `Media/Bass.wav`, `Media/Gone.wav`, "form"},
		{"reaper", "A song.rpp", ` 99 24 09`, ` 99 25 09`, "notes"},
		{"reaper", "A song.rpp", `c0 21 00`, `c0 22 00`, "tracks"},
		{"reaper", "A song.rpp", `"Intro"`, `"Outro"`, "markers"},
		{"reaper", "A song.rpp", `MUTESOLO 1`, `MUTESOLO 0`, "tracks"},
		{"reaper", "A song.rpp", `NAME "Drums stem"`, `NAME "Drums"`, "tracks"},
		{"reaper", "A song.rpp", `b0 40 7f`, `b0 40 7e`, "controllers"},
		{"reaper", "A song.rpp", `TIMELOCKMODE 1`, `TIMELOCKMODE 0`, "form"},
		{"ardour", "A song.ardour", `quarters="16:0"`, `quarters="16:1"`, "tempo map"},
		{"ardour", "A song.ardour", `sclock="`, `sclock="1`, "form"},
		{"ardour", "A song.ardour", `divisions-per-bar="3"`, `divisions-per-bar="4"`, "meters"},
		{"ardour", "A song.ardour", `bbt="7|1|0"`, `bbt="8|1|0"`, "form"},
		{"ardour", "A song.ardour", `name="Intro"`, `name="Outro"`, "markers"},
		{"ardour", "A song.ardour", `start="b15360"`, `start="b15361"`, "markers"},
		{"ardour", "A song.ardour", `name="gaincontrol"`, `name="gain"`, "tracks"},
		{"ardour", "A song.ardour", `start="a0" length`, `start="a9999999" length`, "clips"},
		{"ardour", "A song.ardour", `@a0"`, `"`, "form"},
		{"ardour", "A song.ardour", `@a0"`, `@a999999"`, "clips"},
		{"ardour", "A song.ardour", `stretch="1"`, `stretch="2"`, "form"},
		{"ardour", "interchange/A song/midifiles/002.mid", "\x99\x24\x09", "\x99\x25\x09", "notes"},
		{"ardour", "interchange/A song/midifiles/004.mid", "\xc0\x21", "\xc0\x22", "tracks"},
		{"ardour", "interchange/A song/midifiles/004.mid", "MTrk", "MTrx", "form"},
		{"folder", "A song.smt", `value="120.5`, `value="120.6`, "tempo map"},
		{"folder", "A song.smt", `name="Numerator" value="3"`, `name="Numerator" value="4"`, "meters"},
		{"folder", "A song.smt", `name="Bar" value="6"`, `name="Bar" value="7"`, "form"},
	} {
		f := formats[c.format]
		fsys, fit := written(t, f, example())
		file := fsys[c.file]
		// All of them: what stands several times must not hide in one.
		if file == nil || !bytes.Contains(file.Data, []byte(c.old)) {
			t.Errorf("%s: %s has no %q", c.format, c.file, c.old)
			continue
		}
		file.Data = bytes.ReplaceAll(file.Data, []byte(c.old), []byte(c.new))
		bad := judged(t, f, fsys, fit)
		seen := false
		for _, why := range bad {
			seen = seen || strings.HasPrefix(why, c.check+": ")
		}
		if !seen {
			t.Errorf("%s: %q in place of %q fails %q, want %s to fail", c.format, c.new, c.old, bad, c.check)
		}
	}
}

// A session that lacks something or has more of it is not the one that was meant.
func TestOtherSessionsAreSeen(t *testing.T) {
	for name, change := range map[string]func(*session.Session){
		"a tempo less":   func(s *session.Session) { s.Tempo = s.Tempo[:2] },
		"a meter less":   func(s *session.Session) { s.Meters = s.Meters[:2] },
		"a marker less":  func(s *session.Session) { s.Markers = s.Markers[1:] },
		"a track less":   func(s *session.Session) { s.Tracks = s.Tracks[:4] },
		"a note less":    func(s *session.Session) { p := *s.Tracks[1].Part; p.Notes = p.Notes[1:]; s.Tracks[1].Part = &p },
		"tracks swapped": func(s *session.Session) { s.Tracks[0], s.Tracks[2] = s.Tracks[2], s.Tracks[0] },
		"shorter sound":  func(s *session.Session) { s.Tracks[0].Sound.Frames -= 10 },
		"a change less":  func(s *session.Session) { p := s.Tracks[3].Part; p.Controls = p.Controls[:6] },
	} {
		for kind, f := range formats {
			if kind == "folder" && !strings.Contains(name, "tempo") && !strings.Contains(name, "meter") {
				continue // judged file by file
			}
			other := example()
			change(other)
			fsys, _ := written(t, f, other)
			if bad := judged(t, f, fsys, f.Fit(example())); len(bad) == 0 {
				t.Errorf("%s: %s passes", kind, name)
			}
		}
	}
}

// What is no session at all is refused, and nothing panics.
func TestForeignFilesAreRefused(t *testing.T) {
	for kind, f := range formats {
		fsys, _ := written(t, f, example())
		for path, file := range fsys {
			whole := file.Data
			for _, n := range []int{0, 1, 30, len(whole) / 2, len(whole) - 1} {
				if n < 0 || n >= len(whole) {
					continue
				}
				file.Data = whole[:n]
				bad := judged(t, f, fsys, f.Fit(example()))
				if len(bad) == 0 && !strings.HasSuffix(path, "README.txt") && !strings.HasSuffix(strings.TrimSpace(string(whole[:n])), ">") {
					t.Errorf("%s: the first %d bytes of %s pass", kind, n, path)
				}
			}
			file.Data = whole
		}
		clear(fsys)
		if _, err := f.Read(fsys, "A song"); err == nil {
			t.Errorf("%s: nothing at all is read", kind)
		}
	}
}

func FuzzRead(f *testing.F) {
	kinds := []string{"dawproject", "reaper", "ardour", "folder"}
	mains := []string{"project.xml", "A song.rpp", "A song.ardour", "A song.smt"}
	for i, kind := range kinds {
		fsys, _ := written(f, formats[kind], example())
		f.Add(byte(i), fsys[mains[i]].Data)
	}
	want := example()
	f.Fuzz(func(t *testing.T, kind byte, data []byte) {
		i := int(kind) % len(kinds)
		fsys, _ := written(t, formats[kinds[i]], want)
		fsys[mains[i]].Data = data
		if found, err := formats[kinds[i]].Read(fsys, "A song"); err == nil {
			_ = fmt.Sprint(session.Compare(want, found))
		}
	})
}

// Archives and files of notes may hold anything.
func FuzzUnpack(f *testing.F) {
	data, _ := packed(f)
	f.Add(data[:min(len(data), 1<<16)])
	var b bytes.Buffer
	if err := dawproject.Pack(f.Context(), &b, []session.File{{Path: "project.xml", Data: []byte("<Project/>")}}, nil, func(int64) {}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		z, _, err := dawproject.Unpack(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		if found, err := (dawproject.Format{}).Read(z, ""); err == nil {
			_ = fmt.Sprint(session.Compare(example(), found))
		}
	})
}

func FuzzNotesOfArdour(f *testing.F) {
	fsys, fit := written(f, formats["ardour"], example())
	const file = "interchange/A song/midifiles/002.mid"
	f.Add(fsys[file].Data)
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys[file].Data = data
		if found, err := formats["ardour"].Read(fsys, "A song"); err == nil {
			_ = fmt.Sprint(session.Compare(fit, found))
		}
	})
}
