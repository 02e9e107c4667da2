// Package eval measures how well the grids of backend/grid meet the truth, on
// songs whose tempo is known and hidden, beside published algorithms on the
// same notes. It also trains the scorer's weights. Everything but this file
// needs the build tag eval, since it reads songs that are not part of the
// project:
//
//	.ci/eval-data FOLDER
//	EVAL_MIDI=FOLDER go test -tags eval ./backend/grid/eval -run TestEval -v
//
// prints the figures of the songs on the even side of a split by the hash of
// their names. EVAL_SONGS names the folder of annotated songs, EVAL_SIDE=odd
// shows the songs that were trained on, EVAL_SIDE=held the half of the even ones
// that nothing was tuned on, EVAL_SIDE=tune all others, EVAL_EVERY=5 takes every
// fifth song only, EVAL_OURS=1 leaves out the other systems. TestClasses prints a
// line for every kind of songs in the same way, with how far claims came true.
//
//	EVAL_MIDI=FOLDER EVAL_WEIGHTS=$PWD/backend/grid/weights.txt \
//	  go test -tags eval ./backend/grid/eval -run TestTrain -v
//
// trains on the odd side; EVAL_CROSS=1 tries four times on songs left out of
// the training instead, all of them odd, with the penalty EVAL_PENALTY, and
// fits what may be claimed to what came true. TestNudge then teaches weights
// further kinds of songs without moving them farther than it takes.
//
// # What is trusted
//
// The bars of a MIDI file are trusted where somebody wrote a meter, and where
// the kick is not on two and four of all bars and missing on one and three: some
// files begin with a fill of a single beat and count their bars from there. Its
// key is trusted where the third of that key is played more than the other one.
// Its beat is whatever its author took for a quarter, double or half.
//
// The songs named "composed" are written by Compose in all meters, half of them
// for training. They show that a meter can be heard at all, not how often it is
// in music, and no figure of theirs says anything of real songs.
//
// # What was found
//
// Even songs, clean and noisy: at first; after counting was extended to more
// meters, signals of harmony, echoes and drums, trained with more songs, and
// with bars that no file states left out of the truth of GM songs; and after
// songs without drums were weighed by themselves and cuts that were laid late
// were no changes of tempo any more:
//
//	                  Acc1        downbeats   exact       lock        claimed ≥ 0.9, of these wrong
//	POP909 at first   .932 .890   .949 .915   .941 .912               .53 .38, .00 .08
//	POP909 then       .973 .945   .983 .960   .941 .941   .967 .983   .56 .47, .00 .00
//	POP909 now        .986 .945   .983 .960   .971 .941   1.00 1.00   .56 .56, .00 .00
//	GM at first       .951 .902   .804 .783   .946 .919               .35 .27, .00 .00
//	GM then           1.00 .976   .906 .875   1.00 .973   1.00 1.00   .49 .46, .00 .00
//	GM now            1.00 1.00   .906 .906   1.00 1.00   1.00 1.00   .46 .51, .00 .00
//	MMA at first      .938 .969   .943 .968   .938 .969               .73 .34, .00 .00
//	MMA then          .938 .969   .969 .979   .938 .969   1.00 1.00   .69 .59, .00 .00
//	MMA now           .922 .953   .964 .974   .922 .953   1.00 1.00   .67 .61, .02 .00
//	Freedoom then     .842 .868   .821 .843   .829 .857   .971 .971   .63 .54, .00 .00
//	Freedoom now      .868 .868   .833 .843   .857 .857   1.00 1.00   .63 .54, .00 .00
//
// One song more or less is .03 of exact in POP909. Until then the lock of a
// reading in dotted quarters was judged on four lines a beat instead of six.
// Of the songs that drift, the beats of POP909 are found with F .95. In two of
// its even songs, 270 and 302, the notes move off the annotated beats by an
// eighth of one in the middle and stay there, which a tracker must follow.
//
// On odd songs left out in turn, in eight renderings of each, the right level
// comes first in .940 of the lessons of POP909, .881 of GM, .944 of MMA and
// .764 of Freedoom, whose fast songs are as often written at half their tempo;
// without the features of songs without drums in .927, .881, .951 and .780, with
// a higher loss in all of them but MMA. At first it was .918, .804 and .938
// (Freedoom was not there, and the truth of GM is not the same). The even songs were looked at twenty times. Features, penalty
// and claims were chosen on the odd ones; after looking at even ones came the
// beats of five lines, the limits of dotted quarters, four beats for two, cuts
// that were laid late, and how clear another curve may be. What is claimed was
// fitted on odd songs left out, with a margin, such that 98 of 100 of the beats
// claimed at 0.9 or more were right.
//
// Even songs were looked at four times more while parts that lag, pauses, jumps,
// swing and changes of meter were dealt with. Since then half of the even songs
// are held back: Held names them, and they were judged once, after the cuts of
// songs became the likeliest path of tempi, the drums of loose bands lead alone,
// steady songs are counted in four, and claims were fitted anew, all of it on
// the other songs. Beats and bars right before and after, held back and others:
//
//	                held back                others
//	pop, clean      .82 .86   .82 .86        .94 .92   .97 .95
//	pop, noisy      .73 .86   .73 .86        .99 .97   .99 .97
//	pop, delivered  .55 .57   .55 .57        .85 .79   .85 .81
//	pop, pause      .73 .86   .64 .71        .90 .79   .93 .84
//	pop, jump       .73 .86   .73 .86        .83 .79   .89 .86
//	GM, delivered   .95 .92   .95 .92        .80 .64   .92 .76
//	GM, jump        .79 .69   .79 .85        .76 .58   .81 .60
//	MMA, delivered  .71 .68   .84 .84        .77 .76   .86 .85
//	composed, del.  .80 .75   .84 .80        .84 .79   .88 .85
//	composed, jump  .59 .52   .66 .63        .64 .57   .73 .70
//
// Only 11 of the pop songs held back have a beat of known level, and two of them
// are 270 and 302. On songs held back the claims of beats and bars err by .037 and
// .041; of 199 claims of beats at 0.9 or more three were wrong, of 115 of bars two.
//
// Then changes of meter came to be found by what bars do in every bar, and six
// eighths to be told from three quarters by what a bar stresses, with weights
// taught all kinds of songs of the odd side anew by TestNudge, both tuned on the
// other songs. The quarter held back was judged once after it, beside the same
// songs before:
//
//	                   held back                others
//	changing meter     .84 .16   .84 .63        .94 .21   .95 .71
//	dotted beats       .74 .59   .85 .67        .81 .72   .91 .79
//	folk in quarters   1.0 .64   1.0 .64        .94 .82   1.0 .88
//	rag                .89 .89   .94 .94        .98 .98   .98 .98
//	swing, drums       .94 .94   .94 .94        .99 .93   .97 .96
//	swing, no drums    .84 .76   .84 .76        .94 .84   .94 .87
//	one voice          .46 .43   .46 .43        .62 .41   .62 .38
//	GM, clean          .95 1.0   .95 .92        .95 .71   .95 .76
//	pop, clean         .82 .86   .91 .86        .97 .95   .99 .96
//
// Looking at what was found to change in POP909, the bars of some of its songs
// turned out not to be what is played: in 718 all chords come a beat late from bar
// 107 on, in 550 two beats from bar 83 on, and both were found. Bars that chords
// leave for five bars are no truth any more. A bar of six beats and one of four
// with one of two behind it cannot be told apart, and count as wrong here.
//
// Then drums came to lead louder, counted by what starts and not by the notes of
// chords, parts were no longer taken for late by a whole line, and short sections
// between jumps were counted by what is beside them. All of it was tuned on forty
// of the other songs of each class, spoilt in two new ways (EVAL_SEED 3 and 8).
// Beats and bars right before and after; the quarter held back was judged once:
//
//	                   held back                others, two new ways
//	pop, delivered     .73 .71   .64 .71        .89 .93   .89 .93
//	GM, delivered      .95 1.0   .95 1.0        .93 .73   .93 .73
//	MMA, delivered     .87 .87   .94 .94        .94 .94   .96 .96
//	composed, del.     .84 .82   .84 .82        .78 .76   .86 .86
//	pop, jump          .82 .86   .82 .86        .85 .78   .87 .83
//	GM, jump           .79 .77   .84 .77        .75 .56   .76 .58
//	composed, jump     .68 .64   .68 .66        .66 .65   .74 .73
//
// Pauses stayed at .85 .79, on the others at .91 .82. The pop songs held back are
// 11 whose level is known, one of which was lost. Of the parts that the program
// moves by itself in songs as they are delivered, 31 of 572 had come to lie farther
// from the beat than before; now it is 25 of 507, mostly parts of GM songs whose
// authors play them late.
//
// Claims were fitted again, to 70 of the other songs of each class in two spoilings
// (EVAL_MOST=70, TestClaims), in one tempo and in others by themselves, and what
// was just below sure was claimed too. What separates right from wrong is the
// scorer's own odds, up to 4 above all, and how fast the beat is: between 84 and 125
// BPM .003 of the clear readings are wrong, beyond that .04. That both halves of a
// song say the same by themselves, how sharp the lines are, drums, swing and lags of
// parts add nothing for a source of songs that was left out of the fit. Beats in
// fast thirds are never sure: two GM songs write them as dotted sixteenths of beats
// at three quarters of the tempo. More readings are offered: half the tempo on
// either beats, both partners of three to two, thirds and off-beats. On the others
// in a new way (EVAL_SEED=1; before in the old way), and on the quarter held back:
//
//	                   sure of beats, wrong           right beats offered
//	                   before    now        held      before now  held
//	pop, clean         .47 .00   .87 .00    .64 .00   .98    .98  1.0
//	pop, noisy         .50 .00   .84 .00    .82 .11   .98    .98  1.0
//	pop, short         .00       .69 .03    .64 .14   1.0    .98  1.0
//	GM, clean          .66 .05   .75 .02    .74 .00   1.0    1.0  .95
//	MMA, clean         .68 .02   .86 .03    .77 .00   .98    1.0  1.0
//	MMA, delivered     .27 .00   .43 .10    .35 .00   .95    .90  1.0
//	composed, noisy    .75 .00   .77 .00    .73 .02   1.0    1.0  1.0
//	swing, drums       .87 .00   .89 .00    .82 .00   1.0    1.0  1.0
//	drums only         .27 .00   .59 .00    .45 .03   1.0    1.0  .98
//	rag                .26 .00   .55 .00    .50 .00   1.0    1.0  1.0
//	folk, dotted       .38 .00   .68 .00    .59 .00   .96    .96  1.0
//	one voice          .00       .22 .00    .18 .00   .95    .98  1.0
//
// On songs held back claims of beats err by .015, of bars by .057, on the others by
// .018 and .028. Of 328 claims of beats at 0.9 or more nine were wrong, four of them
// one pop song that is read at 120 for 60 BPM; of 142 of bars two.
//
// Then tempi that wander came to pay for leaving even beats: curves are eased by
// how far they go from a straight line too, and paths of knots stay beside it. Most
// pop songs delivered that failed had the right tempo and left its beats by 20 to 90
// ms where little is played, at either end above all. Beats and bars right before
// and after; all of the others (90 of composed) in two new ways (EVAL_SEED 11 and
// 12), and the quarter held back, judged once:
//
//	                   held back                others, two new ways
//	pop, delivered     .64 .71   .73 .86        .85 .82   .91 .86
//	pop, drift         .73 .71   .73 .86        .74 .73   .75 .75
//	GM, delivered      .95 1.0   .89 1.0        .89 .74   .89 .74
//	MMA, delivered     .94 .94   .94 .94        .92 .91   .92 .91
//	composed, del.     .84 .82   .84 .82        .87 .86   .87 .86
//
// Of the 11 pop songs held back one was won, of the 19 GM songs one lost. Other
// classes stayed as they were, forty songs of each. In what is left of pop,
// delivered, 298 is off its annotated beats by 60 ms from 177 s on, like 270 and
// 302; 042, 446 and 798 are read at double their tempo; 562 has its bars a beat off;
// and in 006 the tune, which keeps time more sharply, leads and not the piano. To
// let curves glide that keep one tempo for long wins two more, and loses four of
// those that wander when clean, whose tempo changes in steps. Of 327 claims of beats
// at 0.9 or more of all songs held back eight are wrong now, of 141 of bars one.
//
// Combinations of features in ten cells were right less often on songs left out
// than plain weights are, .87 to .93 of the levels; the end and the weight of
// the bass say less of the key than all notes do.
package eval
