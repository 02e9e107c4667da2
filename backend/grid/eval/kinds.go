//go:build eval

package eval

import "sort"

// A Class is songs of some sets in one mode: what is judged by itself.
type Class struct {
	Name string
	Sets []string
	Mode Mode
	Keep func(Song) bool // nil keeps all
}

func constant(s Song) bool { return s.Truth.Constant }

// Classes are all kinds of songs that are told apart.
var Classes = []Class{
	{"pop909 clean, one tempo", []string{"pop909-half"}, Clean, constant},
	{"pop909 noisy, one tempo", []string{"pop909-half"}, Noisy, constant},
	{"pop909 clean, wandering", []string{"pop909-half"}, Clean, func(s Song) bool { return !s.Truth.Constant }},
	{"pop909 delivered", []string{"pop909-half"}, Delivered, constant},
	{"pop909 drift", []string{"pop909-half"}, Drift, constant},
	{"pop909 pause", []string{"pop909-half"}, Pause, constant},
	{"pop909 jump", []string{"pop909-half"}, Jump, constant},
	{"pop909 short", []string{"pop909-half"}, Short, constant},
	{"pop909 one voice", []string{"pop909-half"}, Voice, constant},
	{"gm clean", []string{"gm"}, Clean, constant},
	{"gm noisy", []string{"gm"}, Noisy, constant},
	{"gm delivered", []string{"gm"}, Delivered, constant},
	{"gm pause", []string{"gm"}, Pause, constant},
	{"gm jump", []string{"gm"}, Jump, constant},
	{"mma clean", []string{"mma"}, Clean, constant},
	{"mma noisy", []string{"mma"}, Noisy, constant},
	{"mma delivered", []string{"mma"}, Delivered, constant},
	{"freedoom noisy", []string{"freedoom"}, Noisy, constant},
	{"drums only", []string{"gm", "mma", "composed"}, Drums, constant},
	{"composed noisy", []string{"composed"}, Noisy, nil},
	{"composed delivered", []string{"composed"}, Delivered, constant},
	{"composed pause", []string{"composed"}, Pause, constant},
	{"composed jump", []string{"composed"}, Jump, constant},
	{"swing, drums", []string{"swing"}, Stretch, func(s Song) bool { return hasDrums(s) }},
	{"swing, no drums", []string{"swing"}, Stretch, func(s Song) bool { return !hasDrums(s) }},
	{"changing metre", []string{"changing"}, Noisy, nil},
	{"folk in dotted beats", []string{"folk"}, Noisy, func(s Song) bool { return s.Truth.Compound }},
	{"folk in quarters", []string{"folk"}, Noisy, func(s Song) bool { return !s.Truth.Compound }},
	{"rag", []string{"rag"}, Noisy, nil},
}

func hasDrums(s Song) bool {
	for _, t := range s.Notes.Tracks {
		if t.Drums && len(t.Notes) > 50 {
			return true
		}
	}
	return false
}

// songs are those of a class, of one part of the songs, up to so many, taken
// evenly from its sets.
func (c Class) songs(sets map[string][]Song, keep func(Song) bool, most int) []Song {
	var all []Song
	for _, set := range c.Sets {
		for _, s := range sets[set] {
			if keep(s) && (c.Keep == nil || c.Keep(s)) {
				all = append(all, s)
			}
		}
	}
	if most <= 0 || len(all) <= most {
		return all
	}
	out := make([]Song, 0, most)
	for i := range most {
		out = append(out, all[i*len(all)/most])
	}
	return out
}

// judged reports whether a rendering has enough left to be judged.
func judged(s Song) bool { return s.Notes.NoteCount() >= 24 && len(s.Truth.Beats) >= 8 }

// stops are the stretches of a song in which its beats pause.
func stops(beats []float64) [][2]float64 {
	if len(beats) < 3 {
		return nil
	}
	usual := 60 / tempo(beats)
	var out [][2]float64
	for i := 1; i < len(beats); i++ {
		if beats[i]-beats[i-1] > 1.1*usual {
			out = append(out, [2]float64{beats[i-1], beats[i]})
		}
	}
	return out
}

// playing leaves out what lies in a stop: nobody can say where its beats are.
func playing(x []float64, stops [][2]float64) []float64 {
	var out []float64
	for _, t := range x {
		i := sort.Search(len(stops), func(i int) bool { return stops[i][1] > t+0.03 })
		if i == len(stops) || t < stops[i][0]+0.03 {
			out = append(out, t)
		}
	}
	return out
}
