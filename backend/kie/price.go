package kie

// CreditUSD is about what one credit costs in US dollars.
const CreditUSD = 0.005

// Cost is the price of one kind of request.
type Cost struct {
	Kind    string  // a separation type, or a name of the price list
	Credits float64 // about; the service may change it
}

// Prices returns the price list in credits. It is a copy of what was published
// and only good for "about".
func Prices() []Cost {
	return []Cost{
		{SeparateVocal, 10},
		{SplitStem, 50},
		{SplitStemAdvanced, 20},
		{"midi", 0},
		{"generate", 12},
		{"extend", 12},
		{"upload_cover", 12},
		{"upload_extend", 12},
		{"add_instrumental", 12},
		{"add_vocals", 12},
		{"mashup", 12},
		{"replace_section", 5},
		{"wav", 0.4},
		{"lyrics", 0.4},
		{"timestamped_lyrics", 0.5},
		{"style_boost", 0.4},
		{"sounds", 2.5},
		{"mp4", 2},
		{"persona", 0},
		{"cover_art", 0},
	}
}

// Price returns about how many credits a kind of request costs; known is false
// for a kind that is not on the list.
func Price(kind string) (credits float64, known bool) {
	for _, c := range Prices() {
		if c.Kind == kind {
			return c.Credits, true
		}
	}
	return 0, false
}
