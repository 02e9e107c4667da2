package reaper

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"

	"partlift/backend/session"
)

var errProject = errors.New("not a REAPER project")

// mostDepth is how deep blocks may lie in each other; real ones reach four.
const mostDepth = 64

// Read reads the project of a name again. What breaks the rules of the format is
// among the faults, what is no project at all is the error.
func (Format) Read(fsys fs.FS, name string) (session.Found, error) {
	f, err := fsys.Open(projectName(name))
	if err != nil {
		return session.Found{}, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "<REAPER_PROJECT ") {
		return session.Found{}, errProject
	}
	root := &block{head: words(lines.Text())}
	if err := root.read(lines, 0); err != nil {
		return session.Found{}, err
	}
	if lines.Scan() {
		return session.Found{}, errProject
	}
	r := &reader{fsys: fsys, seen: map[string]bool{}}
	r.project(root)
	return r.out, lines.Err()
}

// block is what stands between < and >.
type block struct {
	head   []string
	lines  [][]string
	blocks []*block
}

// read reads a block to its end.
func (b *block) read(lines *bufio.Scanner, depth int) error {
	for lines.Scan() {
		text := strings.TrimSpace(lines.Text())
		switch {
		case text == ">":
			return nil
		case depth > mostDepth:
			return errProject
		case strings.HasPrefix(text, "<"):
			inner := &block{head: words(text)}
			if err := inner.read(lines, depth+1); err != nil {
				return err
			}
			b.blocks = append(b.blocks, inner)
		case text != "":
			b.lines = append(b.lines, words(text))
		}
	}
	return errProject // it does not end
}

// words cuts a line where its blanks are; quoted ones stay together.
func words(line string) (out []string) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		end := strings.IndexByte(line, ' ')
		if mark := line[0]; mark == '"' || mark == '\'' || mark == '`' {
			if end = strings.IndexByte(line[1:], mark); end >= 0 {
				out, line = append(out, line[1:end+1]), line[end+2:]
				continue
			}
		}
		if end < 0 {
			end = len(line)
		}
		out, line = append(out, line[:end]), line[end:]
	}
	return out
}

// reader reads a project.
type reader struct {
	out  session.Found
	fsys fs.FS
	seen map[string]bool // pools
}

func (r *reader) fault(format string, args ...any) { r.out.Fault(fmt.Sprintf(format, args...)) }

// field returns a field of the first line of a name; "" where there is none.
func (b *block) field(name string, i int) string {
	for _, l := range b.lines {
		if l[0] == name && i < len(l) {
			return l[i]
		}
	}
	return ""
}

// number reads such a field; NaN where it is no number.
func (r *reader) number(b *block, name string, i int) float64 { return r.float(name, b.field(name, i)) }

func (r *reader) float(name, text string) float64 {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		r.fault("%s has no number", name)
		return math.NaN()
	}
	return f
}

func (r *reader) project(b *block) {
	if b.field("TIMELOCKMODE", 1) != "1" || b.field("TEMPOENVLOCKMODE", 1) != "1" {
		r.fault("items do not go with the beats")
	}
	for _, inner := range b.blocks {
		if inner.head[0] == "<TEMPOENVEX" {
			r.envelope(inner)
		}
	}
	if len(r.out.Tempo) == 0 || math.Abs(r.number(b, "TEMPO", 1)-r.out.Tempo[0].BPM) > 1e-9 {
		r.fault("the project has another tempo than its envelope")
	}
	if len(r.out.Meters) == 0 || b.field("TEMPO", 2) != strconv.Itoa(r.out.Meters[0].Numerator) || b.field("TEMPO", 3) != strconv.Itoa(r.out.Meters[0].Denominator) {
		r.fault("the project has another meter than its envelope")
	}
	for _, l := range b.lines {
		if l[0] == "MARKER" && len(l) > 4 {
			if l[4] != "0" {
				r.fault("a marker is a region")
			}
			r.out.Markers = append(r.out.Markers, session.FoundMarker{Second: r.float("MARKER", l[2]), Text: l[3]})
		}
	}
	for _, inner := range b.blocks {
		if inner.head[0] == "<TRACK" {
			r.track(inner)
		}
	}
}

// envelope reads the tempo map: beats are counted from point to point.
func (r *reader) envelope(b *block) {
	beat, second, bpm := 0.0, 0.0, 0.0
	for _, l := range b.lines {
		if len(l) < 4 || l[0] != "PT" {
			continue
		}
		at, tempo := r.float("PT", l[1]), r.float("PT", l[2])
		if l[3] != "1" {
			r.fault("a tempo does not hold until the next")
		}
		beat += (at - second) * bpm / 60
		second = at
		if len(l) > 6 {
			meter, _ := strconv.Atoi(l[4])
			r.out.Meters = append(r.out.Meters, session.FoundMeter{Beat: beat, Numerator: meter & 0xFFFF, Denominator: meter >> 16})
			if l[6] == strconv.Itoa(setsMeter) {
				if math.Abs(tempo-bpm) > 1e-9 {
					r.fault("a point that sets the meter has another tempo")
				}
				continue
			}
			if l[6] != strconv.Itoa(setsBoth) {
				r.fault("a point of the tempo map is of an unknown kind")
			}
		}
		bpm = tempo
		r.out.Tempo = append(r.out.Tempo, session.FoundTempo{Beat: beat, BPM: bpm})
	}
}

func (r *reader) track(b *block) {
	col := int(r.number(b, "PEAKCOL", 1))
	t := session.FoundTrack{Name: b.field("NAME", 1), Color: fmt.Sprintf("#%02x%02x%02x", col&0xff, col>>8&0xff, col>>16&0xff), Muted: b.field("MUTESOLO", 1) == "1", Gain: r.number(b, "VOLPAN", 1), Program: -1}
	if col&colored == 0 {
		r.fault("the color of “%s” is not set", t.Name)
	}
	if b.field("MUTESOLO", 2) != "0" || b.field("MAINSEND", 1) != "1" {
		r.fault("“%s” is solo or goes nowhere", t.Name)
	}
	for _, item := range b.blocks {
		if item.head[0] == "<ITEM" {
			r.item(item, &t)
		}
	}
	r.out.Tracks = append(r.out.Tracks, t)
}

func (r *reader) item(b *block, t *session.FoundTrack) {
	start, length := r.number(b, "POSITION", 1), r.number(b, "LENGTH", 1)
	if b.field("MUTE", 1) != "0" || len(b.blocks) != 1 || len(b.blocks[0].head) != 2 {
		r.fault("a clip of “%s” has no sound", t.Name)
		return
	}
	from := b.blocks[0]
	if kind := from.head[1]; kind == source(false) || kind == source(true) {
		file := from.field("FILE", 1)
		if kind != source(strings.HasSuffix(file, ".flac")) {
			r.fault("%s is not a file of the kind %s", file, kind)
		}
		if _, err := fs.Stat(r.fsys, path.Clean(file)); err != nil || path.IsAbs(file) {
			r.fault("%s is not there", file)
		}
		t.Sounds = append(t.Sounds, session.FoundSound{Path: file, Start: start, Length: length, Skip: r.number(b, "SOFFS", 1),
			Stretched: b.field("PLAYRATE", 1) != "1", Loops: b.field("LOOP", 1) != "0", Beats: b.field("BEAT", 1) != "0"})
		return
	}
	pool := from.field("POOLEDEVTS", 1)
	if pool == "" || r.seen[pool] {
		r.fault("notes of “%s” are shared with another clip", t.Name)
	}
	r.seen[pool] = true
	r.midi(from, t, start, start+length)
}

// midi reads the notes of a clip.
func (r *reader) midi(b *block, t *session.FoundTrack, start, end float64) {
	ppq := r.number(b, "HASDATA", 2)
	tick, messages := 0.0, []session.Message(nil)
	for _, l := range b.lines {
		if l[0] != "E" || len(l) != 5 {
			continue
		}
		tick += r.float("E", l[1])
		data, err := hex.DecodeString(l[2] + l[3] + l[4])
		if err != nil || len(data) != 3 {
			r.fault("an event of “%s” cannot be read", t.Name)
			continue
		}
		messages = append(messages, session.Message{Second: start + r.out.Second(tick/ppq), Data: data})
	}
	last := len(messages) - 1
	if last < 0 || string(messages[last].Data) != "\xb0\x7b\x00" || math.Abs(messages[last].Second-end) > 1e-6 || b.field("IGNTEMPO", 1) != "0" {
		r.fault("the notes of “%s” do not end where their clip does", t.Name)
		return
	}
	for _, f := range t.Played(messages[:last]) {
		r.fault("“%s”: %s", t.Name, f)
	}
}
