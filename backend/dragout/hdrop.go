package dragout

import (
	"encoding/binary"
	"unicode/utf16"
)

// dropFiles is Windows' DROPFILES, which is what CF_HDROP holds: a header of 20
// bytes, then the paths in UTF-16, each ended by a zero, and one more zero.
func dropFiles(paths []string) []byte {
	b := make([]byte, 20)
	binary.LittleEndian.PutUint32(b[0:], 20) // pFiles: where the paths begin
	binary.LittleEndian.PutUint32(b[16:], 1) // fWide
	for _, p := range paths {
		for _, u := range utf16.Encode([]rune(p)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		b = append(b, 0, 0)
	}
	return append(b, 0, 0)
}
