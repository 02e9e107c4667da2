package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/edit"
	"partlift/backend/say"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// playbar is the transport at the foot of the song page.
type playbar struct {
	m                   *app.Model
	host                *host
	start, play         *kit.Button
	loop, click, follow *kit.Button
	split               *kit.Button
	offset              *offset
	recording           *kit.Choice
	blend               *kit.Slider
	where, clock        *kit.Text
	silent              *kit.Text
	mixing              []fyne.CanvasObject // shown where there is a recording
	box, whole          *fyne.Container
	frames              *fyne.Animation
	ticking             bool
	work                kit.Frames
	page                *edit.Page // that total is of
	total               float64
	onRest              func()               // the playhead stopped
	onTick              func(second float64) // told of every frame while playing, and of every jump
	onFollow            func(on bool)
	following           bool
	quiet               bool
	onLoop              func()
	original, notes     *kit.Text
}

func newPlaybar(m *app.Model, h *host) *playbar {
	b := &playbar{m: m, host: h, following: true}
	b.start = kit.NewIcon(h.Window, theme.MediaSkipPreviousIcon(), words.L("To the start (Enter)"), func() { m.Seek(0) })
	b.play = kit.NewIcon(h.Window, theme.MediaPlayIcon(), words.L("Play or pause (Space)"), m.TogglePlay).As(widget.HighImportance)
	b.loop = kit.NewIcon(h.Window, look.LoopIcon, words.L("Repeat this bar"), func() { b.onLoop() })
	b.click = kit.NewIcon(h.Window, look.MetronomeIcon, words.L("Metronome"), func() { m.SetMetronome(!m.Playback.Now().Metronome) })
	b.follow = kit.NewIcon(h.Window, look.FollowIcon, words.L("Follow the playhead"), func() { b.setFollow(!b.following) })
	b.split = kit.NewIcon(h.Window, look.SplitIcon, words.L("Recording left, notes right"), func() { m.SetSplit(!m.Playback.Now().Split) })
	b.offset = newOffset(m, h)
	b.where, b.clock, b.silent = kit.NewHeading("1.1", theme.SizeNameSubHeadingText), kit.NewSmall("0:00 / 0:00"), kit.NewSmall("").Sparing()
	b.original, b.notes = kit.NewSmall(words.L("Recording")).Sparing(), kit.NewSmall(words.L("Notes")).Sparing()
	b.recording = kit.Called(words.L("Recording"), kit.NewChoice([]kit.Option{{Value: "", Words: words.L("Original")}}, b.pick, h.Back))
	b.blend = kit.Called(words.L("From the recording to the notes"), kit.NewSlider(func(v float64) {
		if !b.quiet {
			m.SetBlend(float32(v / 100))
		}
	}, nil, h.Back))
	b.blend.SetValue(100)
	b.frames = fyne.NewAnimation(time.Hour, func(float32) { b.tick() })
	b.frames.RepeatCount = fyne.AnimationRepeatForever
	b.mixing = []fyne.CanvasObject{kit.Elastic(70, 150, b.recording), b.original, kit.Elastic(44, 130, b.blend), b.notes, b.split, b.offset.button, b.offset.short}
	b.box = kit.Inline(6, append([]fyne.CanvasObject{b.start, b.play, kit.Wide(64, b.where), kit.Elastic(76, 84, b.clock), b.loop, b.click, b.follow, layout.NewSpacer(), b.silent}, b.mixing...)...)
	m.Playback.Watch(b.show)
	m.Place.Watch(func(float64) { b.tick() })
	return b
}

func (b *playbar) content() fyne.CanvasObject {
	b.whole = kit.Stacked(0, kit.NewRule(), b.offset.line, kit.Margins(8, 0, 0, 0, b.box))
	return b.whole
}

// height is what the transport takes at the foot of its page.
func (b *playbar) height() float32 { return b.whole.MinSize().Height }

// show brings the buttons in step with the playback.
func (b *playbar) show(p app.Playback) {
	b.quiet = true
	defer func() { b.quiet = false }()
	b.showPlaying(p.Playing)
	b.loop.Lit(p.Loop[1] > p.Loop[0])
	b.click.Lit(p.Metronome)
	b.split.Lit(p.Split)
	b.follow.Lit(b.following)
	b.silent.Set("")
	if p.Silent != "" {
		b.silent.Set(words.L("No sound"))
	}
	kit.Show(len(p.Sources) > 0, b.mixing...)
	if len(p.Sources) == 0 && b.offset.line.Visible() {
		b.offset.toggle()
	}
	b.offer(p)
	if v := float64(p.Blend) * 100; b.blend.Value != v {
		b.blend.SetValue(v)
	}
	kit.Able(!p.Split, b.blend)
	b.box.Refresh()
}

// showPlaying has the button say what it would do.
func (b *playbar) showPlaying(playing bool) {
	icon := theme.MediaPlayIcon()
	if playing {
		icon = theme.MediaPauseIcon()
		b.run()
	}
	if b.play.Icon != icon {
		b.play.SetIcon(icon)
	}
}

// offer lists what can be heard beside the notes.
func (b *playbar) offer(p app.Playback) {
	var options []kit.Option
	for _, s := range p.Sources {
		options = append(options, kit.Option{Value: s.Name, Words: s.Name})
	}
	if len(options) == 0 {
		return
	}
	b.recording.Offer(options)
	if p.Recording >= 0 && b.recording.SelectedIndex() != p.Recording {
		b.recording.SetSelectedIndex(p.Recording)
	}
}

func (b *playbar) pick() {
	if i := b.recording.SelectedIndex(); !b.quiet && i >= 0 {
		b.m.SetRecording(i)
	}
}

// run follows the playhead from frame to frame until it rests.
func (b *playbar) run() {
	if !b.ticking {
		b.ticking = true
		b.frames.Start()
	}
}

// tick shows where the song is.
func (b *playbar) tick() {
	began := time.Now()
	second, moving := b.m.Tick()
	if b.ticking && !moving {
		b.ticking = false
		b.frames.Stop()
		defer b.onRest()
	}
	defer func() { b.work.Add(time.Since(began)) }()
	page := b.m.Page.Now()
	if page == nil {
		return
	}
	b.where.Set(page.At(second))
	color := theme.ColorNameForeground
	if page.PickUp(second) {
		color = theme.ColorNameDisabled
	}
	b.where.SetColor(color)
	b.clock.Set(say.Clock(second) + " / " + say.Clock(b.length(page)))
	if b.onTick != nil {
		b.onTick(second)
	}
}

// length is how long a song is in seconds, worked out once for a page.
func (b *playbar) length(p *edit.Page) float64 {
	if p != b.page {
		b.page, b.total = p, p.Length()
	}
	return b.total
}

// follows shows whether the view goes with the playhead now: a scroll by hand
// lets it rest for a while.
func (b *playbar) follows(on bool) { b.follow.Lit(on && b.following) }

// setFollow lets the view go with the playhead, or not.
func (b *playbar) setFollow(on bool) {
	b.following = on
	b.follow.Lit(on)
	b.onFollow(on)
}

// stepBackWithin is how long after a line, in seconds, a step back from it goes
// to the one before: while the song plays it has moved on between two presses.
const stepBackWithin = 0.4

// key runs a key of the transport; it reports whether it was one.
func (b *playbar) key(name fyne.KeyName, shift bool) bool {
	page := b.m.Page.Now()
	if page == nil {
		return false
	}
	second, _ := b.m.Tick()
	switch name {
	case fyne.KeySpace:
		b.m.TogglePlay()
	case fyne.KeyReturn, fyne.KeyEnter:
		b.m.Seek(0)
	case fyne.KeyLeft:
		if b.m.Playback.Now().Playing {
			second -= stepBackWithin
		}
		b.m.Seek(page.Step(second, shift, -1))
	case fyne.KeyRight:
		b.m.Seek(page.Step(second, shift, 1))
	default:
		return false
	}
	return true
}
