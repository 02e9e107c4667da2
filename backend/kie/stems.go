package kie

import (
	"context"
	"net/url"
	"path"
	"slices"
	"sort"
	"strings"
)

// Stem is one separated audio file.
type Stem struct {
	ID       string  // audio id for Transcribe; "" when the service gave none
	Name     string  // as delivered, underscores as blanks; e.g. "Backing Vocals"
	URL      string  // lives 14 days at most, less on some routes
	Duration float64 // seconds, 0 when unknown
}

// Stems is the answer to one poll of a separation.
type Stems struct {
	State        State
	Stems        []Stem
	ErrorMessage string // the service's words about a failure
	Raw          []byte // body as received
}

// Stems polls a separation once. Not there yet and pending are states; failed
// is a state and an *Error.
func (c *Client) Stems(ctx context.Context, taskID string) (Stems, error) {
	raw, known, err := c.record(ctx, "/api/v1/vocal-removal/record-info", taskID)
	if err != nil || !known {
		return Stems{Raw: raw}, err
	}
	d, err := c.facts(raw)
	if err != nil { // a whole answer that no other try makes better
		return Stems{State: Failed, Raw: raw}, err
	}
	out := Stems{Raw: raw, Stems: stemsIn(raw)}
	switch says := d.says(); {
	case says == saysFailed, says == saysException && len(out.Stems) == 0:
		e := taskError(c.Profile.Errors, d.reason, d.message)
		err = c.clean(e)
		out.State, out.ErrorMessage = Failed, e.Raw
	case says == saysPending:
		out.State = Pending
	case len(out.Stems) > 0: // also where the word is not known
		out.State = Done
	case says == saysDone:
		out.State = Empty
	default:
		out.State = Pending
	}
	return out, err
}

// stemsIn finds the stems in a record or callback.
func stemsIn(body []byte) []Stem {
	root := tree(body)
	holder := find(root, func(f fields) bool {
		if _, ok := f.list("originData", "origin_data"); ok {
			return true
		}
		for k, v := range f {
			if _, rank := stemName(k); rank < len(stemOrder) && link(v) != "" {
				return true
			}
		}
		return false
	})
	if holder == nil {
		return loose(root)
	}
	var out []Stem
	data, _ := holder.list("originData", "origin_data")
	for _, v := range data {
		f := object(v)
		for _, stem := range []fields{f, object(f["extract"]), object(f["remove"])} {
			out = addStem(out, stem)
		}
	}
	return append(out, named(holder, out)...)
}

func addStem(out []Stem, f fields) []Stem {
	s := Stem{
		ID:       f.text("id"),
		Name:     strings.ReplaceAll(f.text("stem_type_group_name", "stemTypeGroupName", "name"), "_", " "),
		URL:      link(f["audio_url"]),
		Duration: f.number("duration"),
	}
	if s.URL == "" {
		s.URL = link(f["audioUrl"])
	}
	if s.URL == "" && s.ID == "" {
		return out
	}
	return append(out, s)
}

// stemOrder is how stems are listed that come as fields, which have no order.
var stemOrder = []string{
	"Vocals", "Backing Vocals", "Drums", "Percussion", "Bass", "Guitar", "Piano", "Keyboard",
	"Strings", "Brass", "Woodwinds", "Synth", "FX", "Instrumental",
}

// stemName turns a field like backingVocalsUrl or backing_vocals_url into a
// stem's name and its place; the place of other fields is past the end.
func stemName(key string) (string, int) {
	base, camel := strings.CutSuffix(key, "Url")
	if !camel {
		snake := false
		if base, snake = strings.CutSuffix(key, "_url"); !snake {
			return "", len(stemOrder)
		}
	}
	base = strings.ToLower(strings.ReplaceAll(base, "_", ""))
	if base == "vocal" {
		base = "vocals"
	}
	for i, n := range stemOrder {
		if base == strings.ToLower(strings.ReplaceAll(n, " ", "")) {
			return n, i
		}
	}
	return "", len(stemOrder)
}

// named returns the stems that come as fields and are not in have.
func named(f fields, have []Stem) []Stem {
	var out []Stem
	for k, v := range f {
		n, rank := stemName(k)
		u := link(v)
		known := slices.ContainsFunc(have, func(s Stem) bool { return s.URL == u || strings.EqualFold(s.Name, n) })
		if rank < len(stemOrder) && u != "" && !known {
			out = append(out, Stem{Name: n, URL: u})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		return slices.Index(stemOrder, out[i].Name) < slices.Index(stemOrder, out[j].Name)
	})
	return out
}

// loose takes the plain list of addresses that the market route may give; the
// stem's name is then in the file's name.
func loose(root any) []Stem {
	var out []Stem
	urls, _ := find(root, func(f fields) bool { _, ok := f.list("resultUrls"); return ok }).list("resultUrls")
	for _, v := range urls {
		u := link(v)
		if u == "" || isMIDI(u) {
			continue
		}
		out = append(out, Stem{Name: fileStem(u), URL: u})
	}
	return out
}

// fileName returns the name of the file that a link leads to, without its
// ending.
func fileName(u string) string {
	p, err := url.Parse(u)
	if err != nil {
		return ""
	}
	n := path.Base(p.Path)
	return strings.TrimSuffix(n, path.Ext(n))
}

func fileStem(u string) string {
	n := fileName(u)
	if _, after, ok := strings.Cut(n, "_"); ok {
		n = after
	}
	return strings.ReplaceAll(n, "_", " ")
}

// link returns a field that holds a web address, else "".
func link(v any) string {
	s, _ := v.(string)
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}
