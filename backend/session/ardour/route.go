package ardour

import "partlift/backend/session"

// route adds a track to the mixer and returns its number.
func (w *writer) route(i int, t session.Track, kind string, list int) int {
	out, id, inputs, gain := &w.routes, w.id(), 2, 1.0
	if kind == "midi" {
		inputs = 1
		out.Put(`<Route version="%d" id="%d" name="%s" default-type="midi" strict-io="1" active="1" denormal-protection="0" meter-point="MeterPostFader" disk-io-point="DiskIOPreFader" meter-type="MeterPeak" midi-playlist="%d" alignment-choice="Automatic"`, version, id, t.Name, list)
		out.Put(` playback-channel-mode="AllChannels" capture-channel-mode="AllChannels" playback-channel-mask="0xffff" capture-channel-mask="0xffff" note-mode="Sustained" step-editing="0" input-active="1" restore-pgm="1">` + "\n")
		out.Put(`<PresentationInfo order="%d" flags="MidiTrack,OrderSet" color="%d"/>`, i+1, color(t.Color))
	} else {
		gain = t.Sound.Gain
		out.Put(`<Route version="%d" id="%d" name="%s" default-type="audio" strict-io="0" active="1" denormal-protection="0" meter-point="MeterPostFader" disk-io-point="DiskIOPreFader" meter-type="MeterPeak" audio-playlist="%d" alignment-choice="Automatic" mode="Normal">`+"\n", version, id, t.Name, list)
		out.Put(`<PresentationInfo order="%d" flags="AudioTrack,OrderSet" color="%d"/>`, i+1, color(t.Color))
	}
	w.ports(t.Name, kind, inputs)
	out.Put(`<MuteMaster mute-point="PreFader,PostFader,Listen,Main" muted="%d"/><Controllable name="mute" id="%d" flags="Toggle,RealTime" value="%d"/>`, session.Digit(t.Muted), w.id(), session.Digit(t.Muted))
	out.Put(`<Processor id="%d" name="recorder:%s" active="1" type="diskwriter" record-safe="0"/><Processor id="%d" name="player:%s" active="1" type="diskreader"/>`, w.id(), t.Name, w.id(), t.Name)
	if kind == "midi" {
		out.Put(synth, w.id())
	}
	out.Put(`<Processor id="%d" name="Amp" active="1" type="amp"><Controllable name="gaincontrol" id="%d" flags="GainLike" value="%s"/></Processor><Processor id="%d" name="meter-%s" active="1" type="meter"/>`, w.id(), w.id(), session.Number(gain), w.id(), t.Name)
	w.mainOuts(out, t.Name)
	out.Put("<Slavable/></Route>\n")
	return id
}

// synth is the instrument that comes with Ardour.
const synth = `<Processor id="%d" name="ACE Reasonable Synth" active="1" type="lv2" unique-id="https://community.ardour.org/node/7596" count="1" custom="0">` +
	`<ConfiguredInput><Channels type="midi" count="1"/></ConfiguredInput><CustomSinks><Channels type="midi" count="1"/></CustomSinks>` +
	`<ConfiguredOutput><Channels type="audio" count="2"/><Channels type="midi" count="1"/></ConfiguredOutput><PresetOutput/>` +
	`<InputMap-0><Channelmap type="midi" from="0" to="0"/></InputMap-0>` +
	`<OutputMap-0><Channelmap type="audio" from="0" to="0"/><Channelmap type="audio" from="1" to="1"/></OutputMap-0>` +
	`<ThruMap/><lv2 last-preset-uri="" last-preset-label="" parameter-changed-since-last-preset="0"/></Processor>`

// ports adds what a track is connected to.
func (w *writer) ports(name, kind string, inputs int) {
	out := &w.routes
	out.Put(`<IO name="%s" id="%d" direction="Input" default-type="%s">`, name, w.id(), kind)
	for k := range inputs {
		out.Put(`<Port type="%s" name="%s/%s_in %d"/>`, kind, name, kind, k+1)
	}
	out.Put(`</IO><IO name="%s" id="%d" direction="Output" default-type="%s">`, name, w.id(), kind)
	for k := range 2 {
		out.Put(`<Port type="audio" name="%s/audio_out %d"><Connection other="Master/audio_in %d"/></Port>`, name, k+1, k+1)
	}
	if kind == "midi" {
		out.Put(`<Port type="midi" name="%s/midi_out 1"/>`, name)
	}
	out.Put("</IO>")
}

func (w *writer) mainOuts(out *session.Markup, name string) {
	out.Put(`<Processor id="%d" name="%s" active="1" own-input="1" own-output="0" output="%s" type="main-outs" role="Main"><PannerShell bypassed="0" user-panner="" linked-to-route="1"/></Processor>`, w.id(), name, name)
}

// master returns the bus that all tracks go to.
func (w *writer) master() *session.Markup {
	out := &session.Markup{}
	out.Put(`<Route version="%d" id="%d" name="Master" default-type="audio" strict-io="1" volume-applies-to-output="1" active="1" meter-point="MeterOutput" meter-type="MeterK14"><PresentationInfo order="0" flags="MasterOut,OrderSet" color="0"/>`, version, w.id())
	out.Put(`<IO name="Master" id="%d" direction="Input" default-type="audio"><Port type="audio" name="Master/audio_in 1"/><Port type="audio" name="Master/audio_in 2"/></IO>`, w.id())
	out.Put(`<IO name="Master" id="%d" direction="Output" default-type="audio"><Port type="audio" name="Master/audio_out 1"><Connection other="system:playback_1"/></Port><Port type="audio" name="Master/audio_out 2"><Connection other="system:playback_2"/></Port></IO>`, w.id())
	out.Put(`<Processor id="%d" name="Amp" active="1" type="amp"><Controllable name="gaincontrol" id="%d" flags="GainLike" value="1"/></Processor>`, w.id(), w.id())
	w.mainOuts(out, "Master")
	out.Put(`<Processor id="%d" name="meter-Master" active="1" type="meter"/><Slavable/></Route>`+"\n", w.id())
	return out
}
