package app

import (
	"context"
	"maps"

	"partlift/app/edit"
	"partlift/app/studio"
)

// Outlines are what the sounds of the open song look like, by their SHA, as far
// as they are worked out.
type Outlines map[string]studio.Outline

// listen works out what there is to know of the sounds of a song: what they look
// like, then how the notes lie in them. Another song ends that.
func (m *Song) listen(p *edit.Page, same bool) {
	m.endListening()
	if !same {
		m.Outlines.Set(nil)
	}
	ctx, end := context.WithCancel(m.ctx)
	m.endListening = end
	m.outline(ctx, p)
	m.compare(ctx, p)
}

// outline works out what the sounds of a song look like, one after the other,
// and shows each as soon as it is there; of the same song again only what is new.
// A sound that cannot be read has no outline.
func (m *Song) outline(ctx context.Context, p *edit.Page) {
	sounds := p.Stems
	if p.Audio != nil {
		sounds = append(sounds[:len(sounds):len(sounds)], *p.Audio)
	}
	for _, s := range sounds {
		if _, there := m.Outlines.Now()[s.SHA]; there {
			continue
		}
		m.inOrder("outlines", func(context.Context) func() {
			if ctx.Err() != nil {
				return nil
			}
			o, err := m.studio.Outline(ctx, p.ID, s)
			if err != nil && o == nil {
				return nil
			}
			return func() {
				if ctx.Err() == nil {
					next := Outlines{s.SHA: o}
					maps.Copy(next, m.Outlines.Now())
					m.Outlines.Set(next)
				}
			}
		})
	}
}
