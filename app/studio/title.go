package studio

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// stubs are titles that programs give when a person gave none, in small
// letters and without numbers, blanks and signs.
var stubs = map[string]bool{
	"t": true, "track": true, "tracks": true, "untitled": true, "untitledsong": true, "untitledproject": true, "unnamed": true,
	"noname": true, "notitle": true, "title": true, "name": true, "new": true, "newsong": true, "newproject": true,
	"newsequence": true, "midi": true, "miditrack": true, "midifile": true, "midiclip": true, "midiregion": true, "mid": true,
	"sequence": true, "sequencename": true, "seq": true, "song": true, "songname": true, "mysong": true, "project": true,
	"pattern": true, "clip": true, "export": true, "output": true, "temp": true, "test": true, "default": true, "none": true,
	"master": true, "mastertrack": true, "conductor": true, "conductortrack": true, "tempo": true, "tempotrack": true,
	"tempomap": true, "meta": true, "metatrack": true, "control": true, "controltrack": true, "settings": true, "setup": true,
	"unbenannt": true, "ohnetitel": true, "ohnenamen": true, "titel": true, "spur": true, "lied": true, "neueslied": true,
	"sequenz": true, "projekt": true, "sintitulo": true, "sintítulo": true, "sinnombre": true, "pista": true, "canción": true,
	"cancion": true, "secuencia": true, "proyecto": true, "sanstitre": true, "piste": true, "chanson": true, "morceau": true,
	"senzatitolo": true, "traccia": true, "canzone": true, "semtítulo": true, "semtitulo": true, "faixa": true, "naamloos": true,
	"безназвания": true, "безимени": true, "дорожка": true, "песня": true,
	"無題": true, "名称未設定": true, "トラック": true, "曲": true, "シーケンス": true, "新規": true, "新規プロジェクト": true, "タイトル": true,
	"未命名": true, "无标题": true, "無標題": true, "音轨": true, "音軌": true, "轨道": true, "歌曲": true, "新建": true, "标题": true,
	"제목없음": true, "무제": true, "트랙": true, "노래": true,
}

// isStub reports whether a title says nothing: a word that a program puts
// there, with or without a number, or fewer than two letters.
func isStub(title string) bool {
	title = strings.ToLower(strings.TrimSpace(title))
	for _, ext := range midiEndings {
		title = strings.TrimSuffix(title, ext)
	}
	word := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, title)
	n := utf8.RuneCountInString(word)
	return n == 0 && len([]rune(title)) < 4 || n == 1 && word[0] < utf8.RuneSelf || stubs[word]
}
