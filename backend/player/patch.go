package player

// patch is how an instrument sounds. Times are in seconds.
type patch struct {
	wave *wave
	gain float32 // loudness of the loudest note
	// amp is the envelope: rise, time constants of the fall to the level that
	// is held, of the fall of that level (0: it stays), and after the note.
	rise, fall, hold, fade, release float32
	// Cutoff of the low-pass is cut Hz + track × the note's frequency; a hard
	// note is brighter by touch octaves than a soft one, and every note begins
	// brighter by the factor 1 + bite, which dies away within dim.
	cut, track, touch, bite, dim float32
	wide                         float32 // cents between two voices, left and right; 0 is one voice
	vibrato                      float32 // cents up and down, after a while
	breath                       float32 // gain of the noise beside the tone
	pan                          float32 // -1 left to 1 right
	send                         float32 // to the reverb
	short                        float32 // high notes die away sooner: octaves of time per octave of pitch
}

// patches by name. All were set by measuring, see the tests.
var (
	piano       = patch{wave: wavePiano, gain: .30, rise: .0015, fall: .35, hold: .5, fade: 2.2, release: .07, cut: 500, track: 4, touch: 2.2, bite: 1.6, dim: .25, wide: 1.6, send: .12, short: .55, pan: -.1}
	honky       = patch{wave: wavePiano, gain: .28, rise: .0015, fall: .35, hold: .5, fade: 1.8, release: .09, cut: 700, track: 5, touch: 2, bite: 1.5, dim: .25, wide: 9, send: .12, short: .5}
	tine        = patch{wave: waveTine, gain: .28, rise: .002, fall: .5, hold: .55, fade: 2.5, release: .12, cut: 1200, track: 5, touch: 2.6, bite: 2, dim: .15, wide: 3, send: .14, short: .4, pan: -.1}
	harpsi      = patch{wave: waveHarpsi, gain: .17, rise: .001, fall: .3, hold: .5, fade: 1.2, release: .06, cut: 3000, track: 8, touch: .6, bite: .5, dim: .2, send: .12, short: .4}
	clav        = patch{wave: waveClav, gain: .2, rise: .001, fall: .2, hold: .5, fade: .9, release: .04, cut: 1200, track: 4, touch: 2, bite: 2, dim: .12, send: .06, short: .4, pan: .1}
	bell        = patch{wave: waveBell, gain: .14, rise: .001, fall: .25, hold: .5, fade: 1.2, release: .3, cut: 2500, track: 4, touch: 1.5, bite: 2.5, dim: .2, send: .22, short: .4, pan: .15}
	tubular     = patch{wave: waveTubular, gain: .2, rise: .001, fall: .5, hold: .6, fade: 2.5, release: .6, cut: 1500, track: 3, touch: 1.5, bite: 2.5, dim: .5, send: .28, short: .2}
	vibes       = patch{wave: waveBar, gain: .24, rise: .0015, fall: .4, hold: .6, fade: 1.8, release: .2, cut: 1200, track: 4, touch: 1.5, bite: 2, dim: .15, wide: 3, send: .2, short: .3, pan: .1}
	marimba     = patch{wave: waveBar, gain: .3, rise: .001, fall: .14, hold: .3, fade: .3, release: .12, cut: 800, track: 4, touch: 2, bite: 2.5, dim: .04, send: .14, short: .5, pan: .1}
	xylo        = patch{wave: waveWood, gain: .24, rise: .001, fall: .08, hold: .25, fade: .15, release: .1, cut: 2500, track: 5, touch: 1.5, bite: 2, dim: .04, send: .14, short: .4, pan: .1}
	drawbar     = patch{wave: waveDrawbar, gain: .17, rise: .006, fall: 1, hold: 1, release: .02, cut: 2500, track: 6, touch: .4, wide: 2.4, vibrato: 2, send: .1, pan: -.12}
	pipes       = patch{wave: wavePipes, gain: .17, rise: .03, fall: 1, hold: 1, release: .09, cut: 3000, track: 8, wide: 3, send: .32}
	accordion   = patch{wave: waveReed, gain: .15, rise: .025, fall: 1, hold: 1, release: .04, cut: 1800, track: 6, touch: .7, wide: 6, send: .12}
	nylon       = patch{wave: waveNylon, gain: .32, rise: .0012, fall: .25, hold: .5, fade: .8, release: .07, cut: 1000, track: 4, touch: 2, bite: 2, dim: .12, send: .13, short: .4, pan: .18}
	steel       = patch{wave: waveSteel, gain: .36, rise: .001, fall: .22, hold: .5, fade: 1.1, release: .07, cut: 1700, track: 5, touch: 2, bite: 2.2, dim: .15, send: .12, short: .4, pan: .2}
	clean       = patch{wave: waveSteel, gain: .26, rise: .0015, fall: .4, hold: .6, fade: 1.5, release: .06, cut: 1500, track: 4, touch: 1.6, bite: 1.4, dim: .2, wide: 3, send: .14, short: .3, pan: .2}
	muted       = patch{wave: waveSteel, gain: .3, rise: .001, fall: .07, hold: .2, fade: .12, release: .03, cut: 600, track: 3, touch: 2, bite: 2, dim: .05, send: .08, short: .2, pan: .2}
	driven      = patch{wave: waveSaw, gain: .14, rise: .003, fall: .8, hold: .8, fade: 5, release: .05, cut: 1400, track: 3, touch: .8, bite: .8, dim: .2, wide: 5, vibrato: 3, send: .1, pan: .18}
	fingered    = patch{wave: waveBass, gain: .31, rise: .003, fall: .35, hold: .6, fade: 1.6, release: .05, cut: 260, track: 4, touch: 1.8, bite: 1.5, dim: .12, send: .02, short: .3}
	upright     = patch{wave: waveBass, gain: .32, rise: .004, fall: .3, hold: .45, fade: .8, release: .06, cut: 200, track: 3, touch: 1.5, bite: 1.6, dim: .07, send: .05, short: .3}
	slapped     = patch{wave: waveSteel, gain: .28, rise: .001, fall: .25, hold: .55, fade: 1.2, release: .04, cut: 500, track: 5, touch: 2, bite: 3, dim: .08, send: .03, short: .3}
	synthBass   = patch{wave: waveSaw, gain: .26, rise: .003, fall: .25, hold: .7, release: .04, cut: 180, track: 3, touch: 1.5, bite: 2.5, dim: .15, send: .02}
	violin      = patch{wave: waveBows, gain: .19, rise: .05, fall: .5, hold: .85, release: .09, cut: 1800, track: 4, touch: 1.2, vibrato: 9, send: .22, pan: -.15}
	ensemble    = patch{wave: waveBows, gain: .16, rise: .12, fall: .6, hold: .9, release: .15, cut: 1300, track: 4, touch: 1.2, wide: 8, vibrato: 4, send: .28}
	synthString = patch{wave: waveSaw, gain: .14, rise: .14, fall: .6, hold: .9, release: .25, cut: 1100, track: 3, touch: 1, wide: 9, send: .26}
	pizzicato   = patch{wave: waveNylon, gain: .34, rise: .001, fall: .11, hold: .25, fade: .25, release: .12, cut: 600, track: 3, touch: 2, bite: 2, dim: .06, send: .24, short: .3, pan: -.1}
	harp        = patch{wave: waveNylon, gain: .28, rise: .001, fall: .4, hold: .5, fade: 1.2, release: .4, cut: 900, track: 4, touch: 1.6, bite: 1.2, dim: .15, send: .25, short: .4, pan: -.2}
	skin        = patch{wave: waveSkin, gain: .4, rise: .001, fall: .2, hold: .3, fade: .45, release: .3, cut: 500, track: 4, touch: 1.8, bite: 2, dim: .06, send: .2, short: .3}
	aah         = patch{wave: waveAah, gain: .18, rise: .07, fall: .5, hold: .9, release: .14, cut: 1800, track: 4, touch: 1, wide: 7, vibrato: 6, breath: .02, send: .28}
	ooh         = patch{wave: waveOoh, gain: .2, rise: .07, fall: .5, hold: .9, release: .14, cut: 1400, track: 3, touch: 1, wide: 6, vibrato: 6, breath: .02, send: .28}
	singer      = patch{wave: waveAah, gain: .25, rise: .03, fall: .4, hold: .85, release: .09, cut: 2800, track: 4, touch: 1.2, wide: 2, vibrato: 10, breath: .02, send: .2}
	orchestral  = patch{wave: waveBows, gain: .26, rise: .004, fall: .3, hold: .3, fade: .5, release: .2, cut: 2500, track: 5, touch: 1, bite: 1, dim: .2, wide: 9, send: .3}
	trumpet     = patch{wave: waveBrass, gain: .19, rise: .022, fall: .25, hold: .85, release: .06, cut: 900, track: 4, touch: 2, bite: .9, dim: .12, vibrato: 5, send: .18, pan: .12}
	horn        = patch{wave: waveBrass, gain: .22, rise: .04, fall: .3, hold: .85, release: .09, cut: 400, track: 2.5, touch: 1.6, bite: .8, dim: .15, vibrato: 3, send: .25, pan: -.12}
	section     = patch{wave: waveBrass, gain: .17, rise: .025, fall: .3, hold: .85, release: .08, cut: 900, track: 4, touch: 2, bite: 1, dim: .15, wide: 7, vibrato: 3, send: .2}
	synthBrass  = patch{wave: waveSaw, gain: .16, rise: .02, fall: .35, hold: .75, release: .1, cut: 600, track: 3, touch: 2, bite: 2, dim: .25, wide: 7, send: .16}
	sax         = patch{wave: waveSax, gain: .2, rise: .025, fall: .3, hold: .85, release: .06, cut: 1300, track: 4, touch: 1.6, bite: .5, dim: .1, vibrato: 8, breath: .03, send: .16, pan: .12}
	oboe        = patch{wave: waveReed, gain: .18, rise: .03, fall: .3, hold: .9, release: .06, cut: 1800, track: 4, touch: 1.2, vibrato: 6, send: .2, pan: .1}
	clarinet    = patch{wave: waveHollow, gain: .21, rise: .03, fall: .3, hold: .9, release: .06, cut: 1000, track: 4, touch: 1.4, vibrato: 2, breath: .01, send: .2, pan: -.1}
	flute       = patch{wave: waveFlute, gain: .24, rise: .045, fall: .3, hold: .9, release: .08, cut: 2500, track: 4, touch: 1, vibrato: 7, breath: .06, send: .22, pan: .1}
	squareLead  = patch{wave: waveSquare, gain: .16, rise: .004, fall: .3, hold: .85, release: .05, cut: 1500, track: 4, touch: 1.4, bite: .6, dim: .15, wide: 4, vibrato: 5, send: .14}
	sawLead     = patch{wave: waveSaw, gain: .15, rise: .004, fall: .3, hold: .85, release: .06, cut: 1500, track: 4, touch: 1.6, bite: 1, dim: .2, wide: 7, vibrato: 4, send: .14}
	softLead    = patch{wave: waveSoft, gain: .2, rise: .008, fall: .3, hold: .85, release: .07, cut: 1500, track: 4, touch: 1.2, wide: 4, vibrato: 6, breath: .03, send: .16}
	warmPad     = patch{wave: waveSoft, gain: .17, rise: .25, fall: 1, hold: .95, release: .4, cut: 800, track: 3, touch: 1, wide: 9, send: .3}
	brightPad   = patch{wave: waveSaw, gain: .13, rise: .15, fall: .8, hold: .85, release: .4, cut: 900, track: 4, touch: 1, bite: 1, dim: .6, wide: 9, send: .3}
	choirPad    = patch{wave: waveAah, gain: .16, rise: .2, fall: 1, hold: .95, release: .4, cut: 1500, track: 4, touch: 1, wide: 9, vibrato: 4, breath: .02, send: .32}
	glassPad    = patch{wave: waveBell, gain: .16, rise: .03, fall: .8, hold: .6, fade: 4, release: .4, cut: 1500, track: 3, touch: 1, bite: 1, dim: .8, wide: 5, send: .32}
	plucked     = patch{wave: waveSteel, gain: .27, rise: .001, fall: .2, hold: .4, fade: .6, release: .08, cut: 2000, track: 6, touch: 1.6, bite: 1.5, dim: .1, send: .14, short: .4, pan: .15}
	kalimba     = patch{wave: waveWood, gain: .26, rise: .001, fall: .2, hold: .35, fade: .5, release: .2, cut: 900, track: 4, touch: 1.5, bite: 2, dim: .05, send: .18, short: .4}
	air         = patch{wave: waveSine, gain: .07, rise: .1, fall: 1, hold: 1, release: .3, cut: 2000, track: 4, breath: .5, send: .3}
)

// bank holds the patch of every General MIDI program.
var bank = [128]*patch{
	&piano, &piano, &piano, &honky, &tine, &tine, &harpsi, &clav,
	&bell, &bell, &bell, &vibes, &marimba, &xylo, &tubular, &plucked,
	&drawbar, &drawbar, &drawbar, &pipes, &accordion, &accordion, &accordion, &accordion,
	&nylon, &steel, &clean, &clean, &muted, &driven, &driven, &bell,
	&upright, &fingered, &fingered, &fingered, &slapped, &slapped, &synthBass, &synthBass,
	&violin, &violin, &violin, &violin, &ensemble, &pizzicato, &harp, &skin,
	&ensemble, &ensemble, &synthString, &synthString, &aah, &ooh, &singer, &orchestral,
	&trumpet, &horn, &horn, &trumpet, &horn, &section, &synthBrass, &synthBrass,
	&sax, &sax, &sax, &sax, &oboe, &oboe, &oboe, &clarinet,
	&flute, &flute, &flute, &flute, &flute, &flute, &flute, &flute,
	&squareLead, &sawLead, &softLead, &softLead, &sawLead, &singer, &sawLead, &sawLead,
	&warmPad, &warmPad, &brightPad, &choirPad, &glassPad, &glassPad, &warmPad, &brightPad,
	&glassPad, &warmPad, &bell, &glassPad, &brightPad, &choirPad, &warmPad, &brightPad,
	&plucked, &plucked, &plucked, &plucked, &kalimba, &oboe, &violin, &oboe,
	&bell, &xylo, &vibes, &xylo, &skin, &skin, &skin, &air,
	&air, &air, &air, &air, &air, &air, &air, &air,
}

func patchOf(program uint8) *patch { return bank[program&127] }
