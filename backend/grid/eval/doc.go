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
// shows the songs that were trained on, EVAL_EVERY=5 takes every fifth song
// only, EVAL_OURS=1 leaves out the other systems.
//
//	EVAL_MIDI=FOLDER EVAL_WEIGHTS=$PWD/backend/grid/weights.txt \
//	  go test -tags eval ./backend/grid/eval -run TestTrain -v
//
// trains on the odd side; EVAL_CROSS=1 compares penalties by trying them on
// songs left out of the training, all of them odd.
package eval
