// Package eval measures how well the grids of backend/grid meet the truth, on
// songs whose tempo is known and hidden, beside published algorithms on the
// same notes. It also trains the scorer's weights. Everything but this file
// needs the build tag eval, since it reads songs that are not part of the
// project.
package eval
