package smf_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// called is a file with a title and a track of each name.
func called(names ...[]byte) string {
	var b strings.Builder
	b.WriteString(header(1, uint16(len(names)), 480))
	for i, name := range names {
		events := "\x00\xff\x03" + string([]byte{byte(len(name))}) + string(name)
		if i > 0 {
			events += on60 + off60
		}
		b.WriteString(chunk("MTrk", events, endOfTrack))
	}
	return b.String()
}

func TestNamesAreReadInTheirAlphabet(t *testing.T) {
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	for name, c := range map[string]struct {
		in    encoding.Encoding
		names []string
	}{
		"ASCII":             {encoding.Nop, []string{"Song", "Piano", "Bass"}},
		"UTF-8":             {encoding.Nop, []string{"夜に駆ける", "ピアノ", "Größe"}},
		"UTF-16 with mark":  {unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), []string{"夜に駆ける", "Größe", "ピアノ"}},
		"UTF-16 turned":     {unicode.UTF16(unicode.BigEndian, unicode.UseBOM), []string{"夜に駆ける", "Größe", "ピアノ"}},
		"UTF-16 unmarked":   {utf16le, []string{"Grosse", "Größe", "Piano"}},
		"UTF-16BE unmarked": {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), []string{"Grosse", "Größe", "Piano"}},

		"Shift-JIS":                        {japanese.ShiftJIS, []string{"千本桜", "ピアノ", "ドラム", "ベース", "ボーカル", "弦楽"}},
		"Shift-JIS, one":                   {japanese.ShiftJIS, []string{"", "ギター"}},
		"Shift-JIS, one of han":            {japanese.ShiftJIS, []string{"", "太鼓"}},
		"Shift-JIS, hiragana":              {japanese.ShiftJIS, []string{"さくら さくら", "Piano"}},
		"Shift-JIS, half width":            {japanese.ShiftJIS, []string{"", "ﾋﾟｱﾉ", "ﾄﾞﾗﾑ", "ﾍﾞｰｽ"}},
		"Shift-JIS, half width, one":       {japanese.ShiftJIS, []string{"", "ﾋﾟｱﾉ"}},
		"Shift-JIS, half width, 2":         {japanese.ShiftJIS, []string{"", "ｷﾞﾀｰ"}},
		"GBK, two letters":                 {simplifiedchinese.GBK, []string{"", "低音"}},
		"GBK, like katakana of half width": {simplifiedchinese.GBK, []string{"", "沉沦", "钢琴"}},
		"GBK, with a rarer one":            {simplifiedchinese.GBK, []string{"", "鼙鼓"}},
		"GBK, rare ones":                   {simplifiedchinese.GBK, []string{"", "低沉"}},
		"Shift-JIS, mixed":                 {japanese.ShiftJIS, []string{"夜に駆ける", "E.ピアノ 1", "ストリングス(低)", "Ｄｒｕｍｓ"}},
		"Shift-JIS, with a \\":             {japanese.ShiftJIS, []string{"", "ソプラノ", "能管"}},
		"EUC-JP":                           {japanese.EUCJP, []string{"千本桜", "ピアノ", "ドラム"}},
		"JIS":                              {japanese.ISO2022JP, []string{"夜に駆ける", "ピアノ"}},
		"GBK":                              {simplifiedchinese.GBK, []string{"茉莉花", "钢琴", "小提琴", "鼓"}},
		"GBK, one":                         {simplifiedchinese.GBK, []string{"", "吉他"}},
		"GBK, a title":                     {simplifiedchinese.GBK, []string{"月亮代表我的心", "Piano"}},
		"GBK, vocals":                      {simplifiedchinese.GBK, []string{"", "人声", "主旋律", "贝斯"}},
		"Big5":                             {traditionalchinese.Big5, []string{"月亮代表我的心", "鋼琴", "小提琴"}},
		"Big5, one":                        {traditionalchinese.Big5, []string{"", "主旋律"}},
		"EUC-KR":                           {korean.EUCKR, []string{"아리랑", "피아노", "기타", "베이스"}},
		"EUC-KR, one":                      {korean.EUCKR, []string{"", "드럼"}},
		"Windows-1252":                     {charmap.Windows1252, []string{"Für Elise", "Flöte", "Bässe"}},
		"Windows-1252, one":                {charmap.Windows1252, []string{"", "Küche"}},
		"Windows-1252, French":             {charmap.Windows1252, []string{"Étude n° 3", "Clavecin à pédales", "Voix – alto", "Cœur"}},
		"Windows-1252, Spanish":            {charmap.Windows1252, []string{"Canción del Niño", "Batería", "Piñata ¡Olé!"}},
		"Windows-1252, quotes":             {charmap.Windows1252, []string{"Rock ’n’ Roll", "“Lead”", "It’s"}},
		"Windows-1252, capitals":           {charmap.Windows1252, []string{"", "FLÖTE", "ÜBUNG", "CAFÉ"}},
		"Latin-1, Nordic":                  {charmap.ISO8859_1, []string{"Sång", "Trær på fjellet", "Øl"}},
		"Mac Roman":                        {charmap.Macintosh, []string{"Für Elise", "Flöte", "Bässe"}},
		"Mac Roman, French":                {charmap.Macintosh, []string{"Prélude", "Clavecin à pédales"}},
		"Mac Roman, Spanish":               {charmap.Macintosh, []string{"Canción del Niño", "Batería"}},
		"Windows-1251":                     {charmap.Windows1251, []string{"Калинка", "Гитара", "Бас", "Ударные"}},
		"KOI8-R":                           {charmap.KOI8R, []string{"Калинка", "Гитара", "Ударные"}},
	} {
		var raw [][]byte
		for _, n := range c.names {
			b, err := c.in.NewEncoder().Bytes([]byte(n))
			if err != nil {
				t.Fatal(name, err)
			}
			raw = append(raw, b)
		}
		song, _ := load(t, called(raw...))
		got := []string{song.Title}
		for _, track := range song.Tracks {
			got = append(got, track.Name)
		}
		if strings.Join(got, "|") != strings.Join(c.names, "|") {
			t.Errorf("%s: read %q, want %q", name, got, c.names)
		}
	}
}

// A name of UTF-16 that is cut in the middle of a letter is still one.
func TestACutNameIsStillOne(t *testing.T) {
	raw := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune("Ünder")) {
		raw = append(raw, byte(u), byte(u>>8))
	}
	song, _ := load(t, called(nil, raw[:len(raw)-1]))
	if got := song.Tracks[0].Name; got != "Ünde" {
		t.Errorf("read %q", got)
	}
}

// Names people give, each the only one of its file. Some cannot be told apart:
// this is what has to be right all the same.
func TestASingleNameIsReadInItsAlphabet(t *testing.T) {
	japan := "ピアノ ギター ベース ドラム ドラムス ストリングス ブラス フルート オルガン メロディー コーラス ボーカル シンセ 弦楽器 歌 太鼓 尺八 主旋律 伴奏 千本桜 紅蓮の弓矢 残酷な天使のテーゼ 君の名は 上を向いて歩こう 津軽海峡冬景色 川の流れのように 世界に一つだけの花 荒城の月 さくらさくら ピアノ１ 第二ヴァイオリン 曲名"
	china := "钢琴 吉他 贝斯 鼓 小提琴 大提琴 长笛 弦乐 人声 合唱 主旋律 和声 打击乐 电子琴 二胡 古筝 琵琶 笛子 茉莉花 月亮代表我的心 甜蜜蜜 青花瓷 东风破 夜曲 稻香 告白气球 后来 童话 隐形的翅膀 老鼠爱大米 高音 低音 左手 右手 节奏 伴奏 未命名"
	taiwan := "鋼琴 吉他 貝斯 鼓 小提琴 大提琴 長笛 弦樂 人聲 合唱 主旋律 和聲 打擊樂 電子琴 二胡 古箏 琵琶 笛子 茉莉花 月亮代表我的心 甜蜜蜜 青花瓷 夜曲 稻香 後來 隱形的翅膀 高音 低音 左手 右手 節奏 伴奏 愛情 雨夜花 望春風"
	korea := "피아노 기타 베이스 드럼 현악기 바이올린 첼로 플루트 오르간 보컬 코러스 멜로디 반주 신디사이저 아리랑 애국가 사랑 비창 소나기 봄날 밤편지 강남스타일 동백아가씨 오른손 리듬 타악기 가야금 해금"
	western := "Küche Flöte Bässe Geräusche Gitarre-für-Anfänger Übung Schläger Trompete(gedämpft) café Prélude Clarté Forêt Noël Señor Niño corazón Canción Batería Violão Coração São João Ação Sång Blåsare Trær Øl Ærø Før Über Ängste Öl “Lead” It’s Rock’n’Roll l’amour naïve Piñata ¡Olé! garçon où Mädchen süß Fuß"
	russia := "Гитара Бас Ударные Пианино Скрипка Калинка Катюша Вокал Мелодия Хор Труба Флейта Орган Аккордеон Баян Подмосковные Вечера"
	for _, c := range []struct {
		encoding encoding.Encoding
		words    string
	}{
		{japanese.ShiftJIS, japan}, {japanese.EUCJP, japan}, {simplifiedchinese.GBK, china}, {traditionalchinese.Big5, taiwan}, {korean.EUCKR, korea},
		{charmap.Windows1252, western}, {charmap.Macintosh, western}, {charmap.Windows1251, russia}, {charmap.KOI8R, russia},
	} {
		for word := range strings.FieldsSeq(c.words) {
			raw, err := c.encoding.NewEncoder().Bytes([]byte(word))
			if err != nil {
				continue // a quote that the alphabet lacks
			}
			song, _ := load(t, called(nil, raw))
			if got := song.Tracks[0].Name; got != word {
				t.Errorf("%s: %q is read as %q", c.encoding, word, got)
			}
		}
	}
}
