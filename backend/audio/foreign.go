package audio

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// ErrNoFFmpeg is returned for a format that needs the ffmpeg program when that
// is not on the PATH.
var ErrNoFFmpeg = errors.New("ffmpeg is not on the PATH")

// openForeign decodes by the ffmpeg program what is not decoded here because of
// an error. A format that is read here is damaged when it is not, whether there
// is such a program or not.
func openForeign(ctx context.Context, path, name, kind string, because error) (*Decoder, error) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil && ours(kind) && !errors.Is(because, errOther) {
		return nil, because
	}
	if err != nil {
		return nil, named(name, ErrNoFFmpeg)
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, named(name, err)
	}
	s := &ffmpeg{ctx: ctx, program: program, path: full, kind: kind}
	d := &Decoder{in: &input{ctx: ctx, name: name}, src: s, close: s.close}
	if err := s.open(d); err != nil {
		s.stop()
		return nil, named(name, err)
	}
	return d, nil
}

// ffmpeg is a stream that another program decodes.
type ffmpeg struct {
	ctx                 context.Context
	program, path, kind string
	rate, channels      int

	cmd  *exec.Cmd
	said *said
	out  *bufio.Reader
	raw  []byte
	run  []float32
}

// open asks for the length, or counts it, and begins to decode.
func (s *ffmpeg) open(d *Decoder) error {
	seconds, known := s.ask()
	if err := s.start(0); err != nil {
		return err
	}
	d.info = Info{Format: s.kind, SampleRate: s.rate, Channels: s.channels}
	if known {
		d.frames = int64(math.Ceil(seconds * float64(s.rate)))
	} else {
		for {
			run, err := s.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
			d.frames += int64(len(run) / s.channels)
		}
		if err := s.start(0); err != nil {
			return err
		}
	}
	d.info.Seconds = float64(d.frames) / float64(s.rate)
	return nil
}

var duration = regexp.MustCompile(`Duration: (\d+):(\d\d):(\d\d\.\d+)`)

// ask returns the length that the file says it has.
func (s *ffmpeg) ask() (seconds float64, ok bool) {
	cmd := s.command("-hide_banner", "-nostdin", "-protocol_whitelist", "file", "-f", s.kind, "-i", "file:"+s.path)
	words := &said{most: 1 << 16}
	cmd.Stderr = words
	_ = cmd.Run() // it fails for want of something to write
	m := duration.FindSubmatch(words.b)
	if m == nil {
		return 0, false
	}
	for _, part := range m[1:] {
		v, err := strconv.ParseFloat(string(part), 64)
		if err != nil {
			return 0, false
		}
		seconds = seconds*60 + v
	}
	return seconds, seconds > 0 && seconds < 1e6
}

func (s *ffmpeg) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(s.ctx, s.program, args...) // #nosec G204 -- ffmpeg; no shell reads its arguments, and files are named by their hash
	cmd.WaitDelay = time.Second
	cmd.Env = environ(cmd.Environ())
	return cmd
}

// start begins to decode at a second, and reads the header of the wav file that
// comes back.
func (s *ffmpeg) start(second float64) error {
	s.stop()
	args := []string{"-v", "error", "-nostdin", "-protocol_whitelist", "file", "-f", s.kind}
	if second > 0 {
		args = append(args, "-ss", strconv.FormatFloat(second, 'f', 6, 64))
	}
	args = append(args, "-i", "file:"+s.path, "-map", "0:a:0", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1")
	s.cmd, s.said = s.command(args...), &said{most: 4096}
	s.cmd.Stderr = s.said
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		s.cmd = nil
		return err
	}
	s.out = bufio.NewReaderSize(out, 64<<10)
	return s.header()
}

func (s *ffmpeg) header() error {
	head := make([]byte, 12)
	if _, err := io.ReadFull(s.out, head); err != nil || string(head[8:]) != "WAVE" {
		return s.failure()
	}
	for {
		if _, err := io.ReadFull(s.out, head[:8]); err != nil {
			return s.failure()
		}
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		switch string(head[:4]) {
		case "data":
			if s.rate < 1 || s.channels < 1 || s.channels > 64 || s.rate > 1<<20 {
				return bad("%d channels at %d Hz", s.channels, s.rate)
			}
			s.raw, s.run = make([]byte, 4096*4*s.channels), make([]float32, 4096*s.channels)
			return nil
		case "fmt ":
			b := make([]byte, min(length, 64))
			if _, err := io.ReadFull(s.out, b); err != nil || len(b) < 16 || length > 64 {
				return s.failure()
			}
			s.channels, s.rate = int(binary.LittleEndian.Uint16(b[2:])), int(binary.LittleEndian.Uint32(b[4:]))
		default:
			if _, err := io.CopyN(io.Discard, s.out, length+length&1); err != nil {
				return s.failure()
			}
		}
	}
}

// failure returns what the program said.
func (s *ffmpeg) failure() error {
	words := s.stop()
	if err := s.ctx.Err(); err != nil {
		return err
	}
	return bad("ffmpeg: %s", bytes.TrimSpace(words))
}

// stop ends the program and returns what it said.
func (s *ffmpeg) stop() []byte {
	if s.cmd == nil {
		return nil
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.cmd = nil
	return s.said.b
}

func (s *ffmpeg) close() error {
	s.stop()
	return nil
}

func (s *ffmpeg) next() ([]float32, error) {
	if s.cmd == nil {
		return nil, io.EOF
	}
	n, err := io.ReadFull(s.out, s.raw)
	n -= n % (4 * s.channels)
	if n == 0 {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			if err := s.finish(); err != nil {
				return nil, err
			}
			return nil, io.EOF
		}
		return nil, err
	}
	for i := range n / 4 {
		s.run[i] = math.Float32frombits(binary.LittleEndian.Uint32(s.raw[4*i:]))
	}
	return s.run[:n/4], nil
}

// finish waits for the program and returns its error.
func (s *ffmpeg) finish() error {
	err := s.cmd.Wait()
	s.cmd = nil
	if ctxErr := s.ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	if err != nil {
		return bad("ffmpeg: %s", bytes.TrimSpace(s.said.b))
	}
	return nil
}

// jump begins a second early: the first samples after a jump depend on some
// before it.
func (s *ffmpeg) jump(frame int64) (int64, error) {
	second := max(0, frame/int64(s.rate)-1)
	return second * int64(s.rate), s.start(float64(second))
}

// said keeps the first bytes that are written to it.
type said struct {
	b    []byte
	most int
}

func (t *said) Write(p []byte) (int, error) {
	t.b = append(t.b, p[:min(len(p), t.most-len(t.b))]...)
	return len(p), nil
}
