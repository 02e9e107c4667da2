package relay

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// letter is a deliver frame for bytes.
func letter(seq uint64, b []byte) Frame {
	sum := sha256.Sum256(b)
	return Frame{Type: TypeDeliver, Seq: seq, ID: hex.EncodeToString(sum[:16]), Size: len(b), Sum: hex.EncodeToString(sum[:])}
}

func TestLettersAreAssembled(t *testing.T) {
	whole := bytes.Repeat([]byte("0123456789"), 20_000)
	from := func(f Frame, n int) Frame { f.From = n; return f }
	type step struct {
		frame Frame
		chunk []byte
		whole bool
		fails bool
	}
	one, two := letter(1, whole), letter(2, whole[:10])
	wrong := one
	wrong.Sum = two.Sum
	named, longer := one, one
	named.ID = two.ID
	longer.Size++
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"in one piece", []step{{frame: two}, {chunk: whole[:10], whole: true}}},
		{"in many", []step{{frame: one}, {chunk: whole[:70_000]}, {chunk: whole[70_000:199_999]}, {chunk: whole[199_999:], whole: true}}},
		{"other frames between", []step{{frame: two}, {chunk: whole[:5]}, {frame: Frame{Type: TypePong}}, {chunk: whole[5:10], whole: true}}},
		{"broken off", []step{{frame: one}, {chunk: whole[:9]}, {frame: Frame{Type: TypeCancel, Seq: 1}}, {frame: two}, {chunk: whole[:10], whole: true}}},
		{"replaced by the next", []step{{frame: one}, {chunk: whole[:9]}, {frame: two}, {chunk: whole[:10], whole: true}}},
		{"gone on with", []step{{frame: one}, {chunk: whole[:70_000]}, {frame: from(one, 70_000)}, {chunk: whole[70_000:], whole: true}}},
		{"gone on with from before", []step{{frame: one}, {chunk: whole[:70_000]}, {frame: from(one, 65_000)}, {chunk: whole[65_000:], whole: true}}},
		{"gone on with from beyond", []step{{frame: one}, {chunk: whole[:70_000]}, {frame: from(one, 70_001), fails: true}}},
		{"gone on with one that was not begun", []step{{frame: one}, {chunk: whole[:70_000]}, {frame: from(letter(3, whole), 70_000), fails: true}}},
		{"gone on with another number", []step{{frame: one}, {chunk: whole[:70_000]}, {frame: from(letter(2, whole), 70_000), fails: true}}},
		{"gone on with another id", []step{{frame: one}, {chunk: whole[:70_000]}, {frame: from(named, 70_000), fails: true}}},
		{"gone on with another sum", []step{{frame: one}, {chunk: whole[:70_000]}, {frame: from(wrong, 70_000), fails: true}}},
		{"gone on with another size", []step{{frame: one}, {chunk: whole[:70_000]}, {frame: from(longer, 70_000), fails: true}}},
		{"gone on with after a refusal", []step{{frame: one}, {chunk: whole[:70_000]}, {frame: from(wrong, 70_000), fails: true}, {frame: from(one, 70_000), fails: true}}},
		{"gone on with after it was whole", []step{{frame: two}, {chunk: whole[:10], whole: true}, {frame: from(two, 5), fails: true}}},
		{"gone on with and never begun", []step{{frame: from(one, 1), fails: true}}},
		{"too many bytes", []step{{frame: two}, {chunk: whole[:11], fails: true}}},
		{"bytes of nothing", []step{{chunk: whole[:1], fails: true}}},
		{"bytes after the end", []step{{frame: two}, {chunk: whole[:10], whole: true}, {chunk: whole[:1], fails: true}}},
		{"another sum", []step{{frame: wrong}, {chunk: whole, fails: true}}},
		{"no size", []step{{frame: Frame{Type: TypeDeliver, Seq: 1}, fails: true}}},
		{"no number", []step{{frame: Frame{Type: TypeDeliver, Size: 1}, fails: true}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &memory{}
			for i, s := range c.steps {
				in, err := m.take(s.frame, s.chunk)
				if (in != nil) != s.whole || (err != nil) != s.fails {
					t.Fatalf("step %d: %v, %v", i, in != nil, err)
				}
			}
		})
	}
}

func FuzzAssemble(f *testing.F) {
	f.Add([]byte("abcdef"), []byte{0, 3, 3, 9, 200})
	f.Fuzz(func(t *testing.T, body, plan []byte) {
		m := &memory{}
		for i, p := range plan {
			at := min(int(p)%8, len(body))
			frame, chunk := Frame{Type: TypePong}, []byte(nil)
			switch p >> 6 {
			case 0:
				frame = letter(1+uint64(i%3), body)
			case 1:
				frame, chunk = Frame{}, body[:at]
			case 2:
				frame, chunk = Frame{}, body[at:]
			case 3:
				frame = letter(1+uint64(i%3), body)
				frame.From = min(at, frame.Size)
			}
			in, _ := m.take(frame, chunk)
			if in != nil && !bytes.Equal(in.bytes, body) {
				t.Fatalf("assembled %q from %q", in.bytes, body)
			}
			if m.begun != nil && len(m.begun.bytes) > m.begun.frame.Size {
				t.Fatal("holds more than a letter has")
			}
		}
	})
}

func TestRememberedIDsAreBounded(t *testing.T) {
	m := &memory{}
	for i := range 3 * remembered {
		m.know(hex.EncodeToString([]byte{byte(i >> 16), byte(i >> 8), byte(i)}))
	}
	if len(m.seen) != remembered || len(m.order) != remembered || !m.seen[m.order[remembered-1]] {
		t.Fatalf("remembers %d ids", len(m.seen))
	}
}
