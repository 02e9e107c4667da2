package grid

// plainNames names the features beside those of the signals.
var plainNames = map[int]string{
	featTempo: "tempo", featTempo2: "tempo²", featFast: "fast", featSlow: "slow",
	featTwo: "two beats", featThree: "three beats", featFive: "five beats", featSeven: "seven beats",
	featDensity: "onsets a beat", featDensity2: "onsets a beat²",
	featBassDensity: "bass notes a beat", featBassDensity2: "bass notes a beat²",
	featHarmonyRate: "harmony a beat", featHarmonyRate2: "harmony a beat²",
	featLength: "note length", featLength2: "note length²",
	featShareBeat: "share on beats", featShareHalf: "share on halves", featShareQuarter: "share on quarters",
	featShareThird: "share on first thirds", featShareThirds: "share on second thirds",
	featCompound: "compound", featEighths: "counted in eighths", featCompoundTempo: "compound × tempo",
	featShareElse: "share elsewhere", featShareThird2: "share on thirds²",
	featTernary: "ternary lines", featFives: "five lines a beat", featThreeDensity: "three beats × onsets", featThreeTempo: "three beats × tempo",
	featBegin: "begins on a downbeat", featEnd: "ends on a downbeat", featEndBeat: "ends on a beat",
	featHyperHarmony: "every other bar: harmony", featHyperBass: "every other bar: bass",
	featHyperKick: "every other bar: kick", featHyperPhrase: "every other bar: phrase",
	featEchoBeat: "rhythm again after a beat", featEchoBar: "rhythm again after a bar", featEchoBars: "rhythm again after two bars",
	featEchoBassBar: "bass again after a bar", featEchoBassBars: "bass again after two bars",
	featEchoPitchBeat: "pitches again after a beat", featEchoPitchBar: "pitches again after a bar", featEchoPitchBars: "pitches again after two bars",
	featEchoHarmonyBeat: "harmony again after a beat", featEchoHarmonyBar: "harmony again after a bar", featEchoHarmonyBars: "harmony again after two bars",
	featEchoOther:  "rhythm after a bar over another metre",
	featBeatRhythm: "rhythm after a beat over a third more or less", featBeatPitch: "pitches after a beat over a third more or less",
	featBeatDrum:     "drums after a beat over a third more or less",
	featEchoDrumBeat: "drums again after a beat", featEchoDrumBar: "drums again after a bar", featEchoDrumBars: "drums again after two bars",
	featPeriodRhythm: "rhythm after a bar over a beat more or less", featPeriodBass: "bass after a bar over a beat more or less",
	featPeriodPitch: "pitches after a bar over a beat more or less", featPeriodHarmony: "harmony after a bar over a beat more or less",
	featPeriodDrum: "drums after a bar over a beat more or less",
	featTurnBar:    "harmony turns from bar to bar", featTurnHalf: "harmony turns from half bar to half bar",
	featTurnBeat: "harmony turns from beat to beat", featTurnBars: "every other bar: harmony turns",
	featKickRate: "kicks a beat", featKickRate2: "kicks a beat²", featSnareRate: "snares a beat", featSnareRate2: "snares a beat²",
	featHatRate: "hats a beat", featHatRate2: "hats a beat²",
	featBeginBass: "bass begins on a downbeat", featBeginDrum: "drums begin on a downbeat", featEndBass: "bass ends on a downbeat",
	featUndivided: "fast and undivided",
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
	for i, j := range owned {
		out[featOwn+i] = "three or two: " + signalNames[j]
	}
	for _, p := range plain {
		out[p[1]] = out[p[0]] + ", no drums"
	}
	return out
}
