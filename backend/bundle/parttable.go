package bundle

// table holds the names that vendors, separators and people give to parts: in
// English, German, Spanish, French, Italian, Portuguese, Japanese, Chinese and
// Korean. Programs are General MIDI's, from 0.
var table = []struct {
	part      Part
	spellings string
}{
	{Part{Name: "Drums", Drums: true}, "drum,drum kit,drumkit,drum set,kit,beat,beats,schlagzeug,trommeln,batería,batterie,batteria,bateria,ドラム,ドラムス,鼓,鼓组,鼓組,架子鼓,드럼"},
	{Part{Name: "Percussion", Drums: true}, "perc,percs,perkussion,percusión,percussions,percussioni,percussão,パーカッション,打击乐,打擊樂,퍼커션,타악기"},
	{Part{Name: "Kick", Drums: true}, "kick drum,bass drum,bd,grosse trommel,bombo,grosse caisse,cassa,bumbo,キック,底鼓,킥"},
	{Part{Name: "Snare", Drums: true}, "snare drum,sd,caja,caisse claire,rullante,caixa,スネア,军鼓,스네어"},
	{Part{Name: "Hi-Hat", Drums: true}, "hihats,hat,hats,hh,ハイハット,踩镲,하이햇"},
	{Part{Name: "Toms", Drums: true}, "tom,タム"},
	{Part{Name: "Cymbals", Drums: true}, "cymbal,crash,ride,overheads,oh,becken,platillos,cymbales,piatti,pratos,シンバル"},
	{Part{Name: "Claps", Drums: true}, "clap,handclap,hand claps,snaps"},

	{Part{Name: "Bass", Program: 33}, "bass guitar,electric bass,e-bass,bassgitarre,bajo,bajo eléctrico,basse,basso,baixo,contrabaixo elétrico,ベース,贝斯,貝斯,贝司,베이스"},
	{Part{Name: "Synth Bass", Program: 38}, "bass synth,synthbass,sub,sub bass,808,808s,808 bass,シンセベース"},
	{Part{Name: "Acoustic Bass", Program: 32}, "upright bass,double bass,contrabass,kontrabass,contrabajo,contrebasse,contrabbasso,contrabaixo,コントラバス,低音提琴"},

	{Part{Name: "Guitar", Program: 27}, "guitars,gtr,gtrs,gitarre,gitarren,guitarra,guitarras,guitare,guitares,chitarra,chitarre,ギター,吉他,기타"},
	{Part{Name: "Acoustic Guitar", Program: 25}, "acoustic guitars,acoustic gtr,agtr,akustikgitarre,guitarra acústica,guitare acoustique,chitarra acustica,violão,アコースティックギター,アコギ,木吉他,통기타"},
	{Part{Name: "Electric Guitar", Program: 27}, "electric guitars,electric gtr,egtr,e-gitarre,guitarra eléctrica,guitare électrique,chitarra elettrica,guitarra elétrica,エレキギター,电吉他,電吉他,일렉기타"},
	{Part{Name: "Lead Guitar", Program: 29}, "lead gtr,solo guitar,guitar solo,leadgitarre,sologitarre,リードギター"},
	{Part{Name: "Rhythm Guitar", Program: 27}, "rhythm gtr,rhythmusgitarre,リズムギター"},

	{Part{Name: "Piano"}, "grand piano,acoustic piano,klavier,pianoforte,ピアノ,钢琴,鋼琴,피아노"},
	{Part{Name: "Electric Piano", Program: 4}, "e-piano,epiano,rhodes,wurlitzer,エレピ,エレクトリックピアノ,电钢琴"},
	{Part{Name: "Keyboard", Program: 4}, "keyboards,keys,tasten,teclado,teclados,clavier,claviers,tastiera,tastiere,キーボード,键盘,鍵盤,건반,키보드"},
	{Part{Name: "Organ", Program: 16}, "orgel,órgano,orgue,organo,órgão,hammond,オルガン,风琴,風琴,오르간"},

	{Part{Name: "Synth", Program: 81}, "synths,synthesizer,synthesizers,synthesiser,sintetizador,synthé,synthétiseur,sintetizzatore,シンセ,シンセサイザー,合成器,신스,신시사이저"},
	{Part{Name: "Lead", Program: 81}, "synth lead,lead synth,melody,melodies,melodie,melodía,mélodie,melodia,メロディ,メロディー,旋律,멜로디"},
	{Part{Name: "Pad", Program: 89}, "pads,synth pad,パッド,铺底"},
	{Part{Name: "Arp", Program: 81}, "arps,arpeggio,arpeggios,pluck,plucks"},
	{Part{Name: "Chords", Program: 4}, "chord,akkorde,acordes,accords,accordi,和音,コード,和弦,코드"},

	{Part{Name: "Strings", Program: 48}, "string,string section,streicher,cuerdas,cordes,archi,cordas,ストリングス,弦楽,弦乐,弦樂,스트링,현악기"},
	{Part{Name: "Violin", Program: 40}, "violins,geige,violine,violín,violon,violino,バイオリン,ヴァイオリン,小提琴,바이올린"},
	{Part{Name: "Cello", Program: 42}, "cellos,violonchelo,violoncelle,violoncello,violoncelo,チェロ,大提琴,첼로"},
	{Part{Name: "Brass", Program: 61}, "horns,brass section,blechbläser,metales,cuivres,ottoni,metais,ブラス,金管,铜管,銅管,브라스,금관악기"},
	{Part{Name: "Trumpet", Program: 56}, "trumpets,trompete,trompeta,trompette,tromba,trompet,トランペット,小号,트럼펫"},
	{Part{Name: "Saxophone", Program: 65}, "sax,saxes,saxophon,saxofón,sassofono,saxofone,サックス,萨克斯,색소폰"},
	{Part{Name: "Woodwinds", Program: 73}, "woodwind,wind,winds,holzbläser,vientos,viento madera,bois,legni,madeiras,木管,木管楽器,木管乐,목관악기"},
	{Part{Name: "Flute", Program: 73}, "flutes,flöte,flauta,flûte,flauto,フルート,长笛,플루트"},

	{Part{Name: "FX", Program: 99}, "effects,effect,sfx,sound effects,effekte,efectos,effets,effetti,efeitos,効果音,音效,효과음"},

	{Part{Name: "Vocals", Program: 54, Voice: true}, "vocal,vox,voice,voices,singing,singer,acapella,a cappella,acappella,gesang,stimme,voz,voces,voix,voce,voci,vozes,chant,ボーカル,ヴォーカル,人声,人聲,보컬,목소리"},
	{Part{Name: "Lead Vocals", Program: 54, Voice: true}, "lead vocal,lead vox,main vocals,main vocal,leadgesang,hauptstimme,voz principal,voix principale,voce principale,リードボーカル,主唱,메인보컬"},
	{Part{Name: "Backing Vocals", Program: 53, Voice: true}, "backing vocal,background vocals,background vocal,back vocals,backing vox,bgv,bgvs,bvs,harmony vocals,harmonies,harmony,backvocals,begleitgesang,hintergrundgesang,coros,chœurs,choeurs,cori,vocais de apoio,コーラス,バックボーカル,バッキングボーカル,和声,和聲,伴唱,코러스"},
	{Part{Name: "Choir", Program: 52, Voice: true}, "chor,coro,chœur,choeur,合唱,クワイア,합창"},

	{Part{Name: "Other"}, "others,residual,rest,andere,sonstiges,otros,otro,autres,autre,altro,altri,outros,outro instrumento,その他,其他,其它,기타 악기"},

	{Part{Name: "Instrumental", Role: Rest}, "instrumentals,inst,no vocals,no vocal,novocals,accompaniment,karaoke,minus one,backing track,off vocal,begleitung,acompañamiento,accompagnement,accompagnamento,acompanhamento,伴奏,オフボーカル,カラオケ,반주"},
	{Part{Name: "No Drums", Role: Rest}, "drumless,no drum"},
	{Part{Name: "No Bass", Role: Rest}, "bassless"},
	{Part{Name: "No Guitar", Role: Rest}, "no guitars"},
	{Part{Name: "No Piano", Role: Rest}, ""},
	{Part{Name: "No Other", Role: Rest}, ""},

	{Part{Name: "Mix", Role: Whole}, "full mix,fullmix,mixdown,mix down,stereo mix,mixture,final mix,rough mix,master,mastered,final master,full,full song,full track,song,original,original mix,original song,stereo,master track,2mix,ミックス,マスター,原曲,混音,母带,마스터,믹스,gesamt,mezcla,canción,chanson complète,mixage,canzone,brano"},
}
