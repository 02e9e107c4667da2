package grid

// plainNames names the features beside those of the signals.
var plainNames = map[int]string{
	featTempo: "tempo", featTempo2: "tempo²", featFast: "fast", featSlow: "slow",
	featTempoPlain: "tempo, no drums", featTempo2Plain: "tempo², no drums",
	featTwo: "two beats", featThree: "three beats", featFive: "five beats", featSeven: "seven beats",
	featDensity: "onsets a beat", featDensity2: "onsets a beat²",
	featBassDensity: "bass notes a beat", featBassDensity2: "bass notes a beat²",
	featHarmonyRate: "harmony a beat", featHarmonyRate2: "harmony a beat²",
	featLength: "note length", featLength2: "note length²",
	featShareBeat: "share on beats", featShareHalf: "share on halves", featShareQuarter: "share on quarters",
	featShareThird: "share on thirds", featShareElse: "share elsewhere", featShareThird2: "share on thirds²",
	featTernary: "ternary lines", featThreeDensity: "three beats × onsets", featThreeTempo: "three beats × tempo",
	featBegin: "begins on a downbeat", featEnd: "ends on a downbeat", featEndBeat: "ends on a beat",
	featHyperHarmony: "every other bar: harmony", featHyperBass: "every other bar: bass",
	featHyperKick: "every other bar: kick", featHyperPhrase: "every other bar: phrase",
	featEchoBeat: "rhythm again after a beat", featEchoBar: "rhythm again after a bar", featEchoBars: "rhythm again after two bars",
	featEchoBassBar: "bass again after a bar", featEchoBassBars: "bass again after two bars",
	featEchoPitchBeat: "pitches again after a beat", featEchoPitchBar: "pitches again after a bar", featEchoPitchBars: "pitches again after two bars",
	featEchoHarmonyBeat: "harmony again after a beat", featEchoHarmonyBar: "harmony again after a bar", featEchoHarmonyBars: "harmony again after two bars",
	featEchoOther: "rhythm after a bar over another metre",
}

// featureNames names the features by their place.
func featureNames() []string {
	out := make([]string, featureCount)
	for g := range groups {
		for j := range signals {
			out[g*signals+j] = groupNames[g] + " " + signalNames[j]
		}
	}
	for i, name := range plainNames {
		out[i] = name
	}
	return out
}
