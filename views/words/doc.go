// Package words holds what the window says in other languages than English.
//
// The English text is the key of its translations, which lie in translations/
// in the files that the toolkit's own translations have. Texts have places such
// as {{.Title}} for what is known only while the program runs. Where no
// translation is known, or the system's language is not one of these, the English
// text stands.
//
// A key is found in the source by the call it stands in, so that a test can
// compare source and files: L, N and Key here, and the model's own say, count
// and key. Sentences that the rest of the program makes, and those a library
// has kept, are recognized by their English text: see Say.
package words
