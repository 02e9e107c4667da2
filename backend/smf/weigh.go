package smf

import (
	"strings"
	"unicode"
)

// squeezed weighs where letters of two bytes stand, which is not inside Latin
// words, and marks of half-width katakana, which is behind letters that take
// them.
func squeezed(line []rune) (sum int) {
	for i, r := range line {
		switch {
		case i == 0 || r < 0x80:
		case i+1 < len(line) && latin(line[i-1]) && latin(line[i+1]):
			sum -= 15
		case (r == 'ﾞ' || r == 'ﾟ') && strings.ContainsRune("ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳ", line[i-1]):
			sum += 5
		}
	}
	return sum
}

// cased weighs capitals, which are not behind small letters.
func cased(line []rune) (sum int) {
	for i := 1; i < len(line); i++ {
		before, r := line[i-1], line[i]
		if (before >= 0x80 || r >= 0x80) && unicode.IsLower(before) && unicode.IsUpper(r) {
			sum -= 8
		}
	}
	return sum
}

func latin(r rune) bool { return r < 0x80 && unicode.IsLetter(r) }

// worded weighs Western words: few accents in a row, and quotes around words.
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
		inside := at(i-1) && at(i+1)
		switch {
		case (r == '“' || r == '‘') && (at(i-1) || !at(i+1)):
			sum -= 6
		case r == '’' && inside && at(i-2) && !strings.ContainsRune("stdmlrvn", line[i+1]):
			sum -= 6
		case r == '’' && inside: // It’s, l’amour
			sum += 12
		case strings.ContainsRune("“‘”’", r):
			sum += 7
		}
	}
	return sum
}

func western(r rune) int {
	switch {
	case strings.ContainsRune("äöüßéèêëáàâãíìîïóòôõúùûñçåæøœÄÖÜÉÈÊÁÀÂÃÍÎÓÔÕÚÑÇÅÆØ", r):
		return 5
	case unicode.IsLetter(r) && r != 'ƒ' || strings.ContainsRune("’‘“”–—…«»°®©™¡¿ªº", r):
		return 0
	}
	return -6
}

func cyrillic(r rune) int {
	if unicode.Is(unicode.Cyrillic, r) {
		if strings.ContainsRune("ЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЄЇЅѕєї", r) {
			return -4
		}
		return 3
	}
	return -12
}

func japaneseLetter(r rune) int {
	switch {
	case r >= 'ｦ' && r <= 'ﾟ': // as likely two Chinese letters, but for squeezed
		return 1
	case r >= 'ぁ' && r <= 'ヶ' || r == 'ー' || r == '々':
		return 12
	}
	return han(r, japaneseHan, 3)
}

func simplified(r rune) int { return han(r, simplifiedHan, 3) }

func traditional(r rune) int { return han(r, traditionalHan, 3) }

func koreanLetter(r rune) int {
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
