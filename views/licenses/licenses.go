// Package licenses holds the licenses of what others made and Partlift is built
// of, as they must go with the program.
package licenses

import _ "embed"

//go:generate go run generate.go

//go:embed THIRD_PARTY.md
var thirdParty string

// ThirdParty returns the modules that are linked into the program on some
// system, each with its version, and the whole of their licenses.
func ThirdParty() string { return thirdParty }
