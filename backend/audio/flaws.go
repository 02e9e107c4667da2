package audio

// Flaws are what is wrong with a file that could be read even so.
type Flaws struct {
	// Cut says that the file ends before the sound does; what there is was read.
	Cut bool
	// Promised is the length in seconds of the sound that was cut off, 0 when the
	// file does not tell it.
	Promised float64
	// Gaps is in how many places the file is damaged, and Lost how many seconds
	// are silent for that. Both grow while the file is decoded.
	Gaps int
	Lost float64
	// Loud says that samples which should be up to 1 are as large as whole
	// numbers; they were divided.
	Loud bool
}

// lose counts frames that are silent because they are damaged, once however
// often they are gone to.
func (d *Decoder) lose(at, n int64) {
	if at < d.lost {
		return
	}
	if at > d.lost || d.info.Flaws.Gaps == 0 {
		d.info.Flaws.Gaps++
	}
	d.lost = at + n
	d.info.Flaws.Lost += float64(n) / float64(d.info.SampleRate)
}
