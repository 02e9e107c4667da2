package kiesim_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"testing"

	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/smf"
)

func TestExportIsTheVendors(t *testing.T) {
	drums, bass := music.Track{Name: "Kit", Drums: true}, music.Track{Name: "Electric Bass", Program: 33}
	for i := range 64 {
		at := float64(i) / 2
		drums.Notes = append(drums.Notes, music.Note{Pitch: 36, Velocity: 90, Start: at, End: at + 0.2})
		bass.Notes = append(bass.Notes, music.Note{Pitch: 40, Velocity: 90, Start: at, End: at + 0.4})
	}
	song := kiesim.Song{Name: "Glass", Music: music.Song{Tracks: []music.Track{drums, bass}}}
	export := func() (names []string, files map[string][]byte) {
		files = map[string][]byte{}
		err := kiesim.Export(song, func(name string, body []byte) error {
			names, files[name] = append(names, name), body
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return names, files
	}
	names, files := export()
	if !slices.Equal(names, []string{"Glass.wav", "Glass (Drums).wav", "Glass (Drums).mid", "Glass (Bass).wav", "Glass (Bass).mid"}) {
		t.Errorf("%q", names)
	}
	_, again := export()
	for name, body := range files {
		if !bytes.Equal(body, again[name]) {
			t.Errorf("%s is another one now", name)
		}
	}
	read := func(name string) music.Song {
		s, err := smf.Read(bytes.NewReader(files[name]))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	hits, bassline := read("Glass (Drums).mid"), read("Glass (Bass).mid")
	if n := hits.Tracks[0].Notes[9]; n.End-n.Start > 1.01/960 || len(hits.Tracks) != 1 {
		t.Errorf("%d tracks, a hit of %v s", len(hits.Tracks), n.End-n.Start)
	}
	if len(bassline.Tracks) != 3 || bassline.NoteCount() != 64 {
		t.Errorf("%d tracks, %d notes", len(bassline.Tracks), bassline.NoteCount())
	}
	late := 0.0
	for _, track := range bassline.Tracks {
		for _, n := range track.Notes {
			late += (n.Start*2 - float64(int(n.Start*2+0.5))) / 2 / 64
		}
	}
	if late < 0.008 || late > 0.018 {
		t.Errorf("the bass is %.1f ms late", 1000*late)
	}
}

func TestTheArchiveOfASong(t *testing.T) {
	body := serve(t, "").get("/sim/songs/long-way.zip").Raw
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || len(z.File) < 5 || z.File[0].Name != "Long Way.wav" {
		t.Errorf("%v, %d bytes", err, len(body))
	}
}
