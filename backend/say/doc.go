// Package say is how the program puts things into words: sentences with places,
// the languages they are said in, numbers, notices, and errors that are words
// already.
package say
