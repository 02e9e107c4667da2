package smf

import (
	"strings"
	"unicode"
)

// squeezed weighs katakana of half width: marks stand behind the letters that
// take them.
func squeezed(line []rune) (sum int) {
	for i, r := range line {
		if mark := r == 'ﾞ' || r == 'ﾟ'; mark && i > 0 && strings.ContainsRune("ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳ", line[i-1]) {
			sum += 5
		} else if mark || strings.ContainsRune("ｧｨｩｪｫｬｭｮｯｰ", r) && (i == 0 || line[i-1] < 'ｦ' || line[i-1] > 'ﾟ') {
			sum -= 8
		}
	}
	return sum
}

// cased weighs capitals: not behind small letters.
func cased(line []rune) (sum int) {
	for i, r := range line {
		if i == 0 || r < 0x80 && line[i-1] < 0x80 {
			continue
		}
		switch before := line[i-1]; {
		case unicode.IsLower(before) && unicode.IsUpper(r):
			sum -= 8
		case unicode.IsLetter(before) && unicode.IsLower(r):
			sum += 2
		}
	}
	return sum
}

// worded weighs Western words: few accents in a row, quotes around words,
// dashes between them.
func worded(line []rune) int {
	sum, row := cased(line), 0
	at := func(i int) bool { return i >= 0 && i < len(line) && unicode.IsLetter(line[i]) }
	for i, r := range line {
		if row++; r < 0x80 || !unicode.IsLetter(r) {
			row = 0
		}
		if row > 2 {
			sum -= 8
		}
		fits := true
		switch r {
		case '“', '‘':
			fits = !at(i-1) && at(i+1)
		case '”':
			fits = at(i-1) && !at(i+1)
		case '–', '—':
			fits = !at(i-1) || !at(i+1)
		case '’': // It’s, rock ’n’ roll, l’amour
			fits = !at(i-1) || !at(i+1) || !at(i-2) || strings.ContainsRune("stdmlrvn", line[i+1])
		default:
			continue
		}
		if fits {
			sum += 10
		} else {
			sum -= 6
		}
	}
	return sum
}

func western(r rune, _ []byte) int {
	switch {
	case strings.ContainsRune("äöüßéèêëáàâíìîïóòôúùûñçåæøœÄÖÜÉÈÁÀÍÓÚÑÇÅÆØ", r):
		return 5
	case strings.ContainsRune("’‘“”–—…«»°®©™¡¿ªº", r):
		return 0
	case unicode.IsLetter(r) && r != 'ƒ':
		return 0
	}
	return -6
}

func cyrillic(r rune, _ []byte) int {
	if unicode.Is(unicode.Cyrillic, r) {
		if strings.ContainsRune("ЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЄЇЅѕєї", r) {
			return -4
		}
		return 3
	}
	return -12
}

func japaneseLetter(r rune, _ []byte) int {
	switch {
	case r >= 'ｦ' && r <= 'ﾟ': // as likely two Chinese letters, but for squeezed
		return 1
	case r >= 'ぁ' && r <= 'ヶ' || r == 'ー' || r == '々':
		return 12
	}
	return han(r, japaneseHan, 3)
}

func simplified(r rune, raw []byte) int {
	if len(raw) == 2 && (raw[0] < 0xA1 || raw[1] < 0xA1) || r >= 'ぁ' && r <= 'ヶ' {
		return -6 // of the extension, or not Chinese
	}
	if len(raw) == 2 && raw[0] > 0xD7 {
		return -2 // of the second, rarer level
	}
	return han(r, simplifiedHan, 3)
}

func traditional(r rune, raw []byte) int {
	if len(raw) == 2 && raw[0] > 0xC6 {
		return -3
	}
	return han(r, traditionalHan, 3)
}

func koreanLetter(r rune, _ []byte) int {
	switch {
	case strings.ContainsRune(hangul, r):
		return 12
	case unicode.Is(unicode.Hangul, r):
		return 4
	case unicode.Is(unicode.Han, r):
		return -6
	}
	return han(r, "", 0)
}

// han weighs a letter of two bytes: one of those that are used, any other
// Chinese one, or a sign.
func han(r rune, used string, other int) int {
	switch {
	case strings.ContainsRune(used, r):
		return 12
	case unicode.Is(unicode.Han, r):
		return other
	case r >= '！' && r <= '～' || strings.ContainsRune("　、。・「」『』（）〜～…♪★☆", r):
		return 4
	}
	return -6
}
