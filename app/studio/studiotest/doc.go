// Package studiotest starts a studio for tests, on a library of its own and with
// a pretend service to talk to.
package studiotest
