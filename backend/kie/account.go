package kie

import (
	"context"

	"partlift/backend/say"
)

// Credits returns the balance; fractions are real. It is free and without side
// effects, so it also serves as the check of a key.
func (c *Client) Credits(ctx context.Context) (float64, error) {
	if c.Profile.CreditPath == "" {
		e := newError(KindDisabled, 0, "")
		e.Message, e.Hint = say.Of("This service does not tell its balance."), say.Of("Look at the balance on the service's own pages.")
		return 0, e
	}
	r, err := c.read(c.Profile.CreditPath, nil)
	if err != nil {
		return 0, err
	}
	env, err := c.call(ctx, r)
	if err != nil {
		return 0, err
	}
	v, ok := flexibleRaw(env.data)
	if !ok {
		e := newError(KindTemporary, env.code, "")
		e.Message = say.Of("The service did not tell the balance in a form that is known here.")
		return 0, e
	}
	return v, nil
}

// DownloadURL returns a link, good for 20 minutes, to a file of the service.
func (c *Client) DownloadURL(ctx context.Context, fileURL string) (string, error) {
	r, err := c.write(c.Profile.APIBase, "/api/v1/common/download-url", struct {
		URL string `json:"url"`
	}{fileURL})
	if err != nil {
		return "", err
	}
	env, err := c.call(ctx, r)
	if err != nil {
		return "", err
	}
	if u := link(words(env.data)); u != "" {
		return u, nil
	}
	e := newError(KindTemporary, env.code, "")
	e.Message = say.Of("The service gave no download link.")
	return "", e
}
