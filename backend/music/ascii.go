package music

// ASCII transliterates any text to printable ASCII, trimmed and with single
// blanks; it may return "".
func ASCII(name string) string { return "" }
