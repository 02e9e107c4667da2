// Package relay receives callbacks on a computer that has no public address.
//
// A hub (backend/relay/hub) takes the callbacks, keeps them safely and hands
// them on over a WebSocket while somebody listens. This package is the wire
// format and the client. What follows is the whole protocol, version 1; with it
// a client can be written in any language. testdata/vectors.json holds an
// example of every value below, testdata/client.py a client in Python.
//
// # Secret, key and channel
//
// A channel is one installation's mailbox. Its secret is 32 random bytes, made
// by the client and never sent. The secret is an X25519 private key (RFC 7748);
// its public key is sent to the hub when the channel is opened. The channel's
// id is one-way in both steps:
//
//	id = lower(base32(SHA-256("partlift relay 1 channel" 00 public)))[:32]
//
// with RFC 4648's alphabet and 00 a zero byte. So whoever sees a callback's
// address can deposit and cannot read, and the hub's disk holds no secret.
//
//	POST HUB/v1/channels   {"version":1,"public":"<base64>","invite":"<text>"}
//	201, 200 if it existed {"channel":"<id>"}
//	403 the invitation is missing or wrong · 429 too many · 400 otherwise
//
// The callback address is HUB/cb/ID/TOKEN. TOKEN is 16 to 128 letters, digits,
// "-" or "_", chosen at random by the client for each task.
//
//	POST HUB/cb/ID/TOKEN   200 kept durably · 400 not JSON · 401 signature
//	404 no such channel · 413 too large · 415 encoded · 429 quota or rate
//	503 and 507 not kept: try again
//
// A body is at most 32 MiB. The same body for the same token is kept once.
//
// # Socket
//
// GET HUB/v1/socket with the sub-protocol "partlift-relay.1". Text messages are
// JSON objects with a "type", binary messages carry sealed bytes. Unknown fields
// are to be ignored; the hub answers an unknown type with bye. A text message to
// the hub is at most 4096 bytes, one from it as well, a binary message at most
// 65536. C is the client, H the hub:
//
//	C {"type":"hello","version":1,"channel":"<id>"}
//	H {"type":"challenge","sealed":"<base64>"}
//	C {"type":"proof","proof":"<base64>"}
//	H {"type":"ready","version":1,"pending":2,"ping":25,"max":33554432}
//
// The challenge is 32 random bytes sealed to the channel's public key with the
// purpose "challenge". The proof is SHA-256("partlift relay 1 proof" 00 id 00
// nonce). Both must happen within 10 s. Then, for each letter, oldest first:
//
//	H {"type":"deliver","seq":91,"id":"<32 hex>","size":1487,"sum":"<64 hex>","age":120}
//	H binary messages, together size bytes
//	C {"type":"ack","seq":91}
//
// sum is the SHA-256 of the sealed bytes, age the milliseconds since the hub
// received the callback by the hub's clock. Ack means: my disk has it, synced;
// the hub forgets the letter. A client that cannot keep it now answers
// {"type":"nack","seq":91}; the letter stays and comes again with the next
// connection. At most 8 letters and 4 MiB (or one larger letter) are on their
// way unanswered. {"type":"cancel","seq":91} from the hub says that the bytes
// of 91 break off here. Letters come at least once: the id is the same each
// time, and a client must do its work once per id.
//
// A client that lost its connection in the middle of a large letter may name
// the letter and the bytes it has in its next hello, as "partial":{"seq":91,
// "id":"…","size":65536}; if that letter still lies there, its deliver has
// "from":65536 and only the rest follows. sum is always of the whole.
//
// The hub sends a WebSocket ping every "ping" seconds and counts a silence of
// 2.4 times that as dead; a client should do so too. {"type":"ping"} is answered by
// {"type":"pong"}. {"type":"configure","webhookKey":"…"} sets the key by which
// the hub checks the service's signatures ("" = none) and is answered by
// {"type":"done"}.
//
// Before it closes a connection by its own will the hub sends
//
//	H {"type":"bye","reason":"restart","retry":12}
//
// with the seconds to stay away and one of: restart (the hub stops), busy (its
// store does not answer), slow (the client read too slowly), limit (too many
// connections), version, unknown (no such channel), proof, protocol.
// "versions" lists what the hub speaks. A client reconnects with a growing,
// random pause, which starts over only after a connection that lasted.
//
// # Several clients on one channel
//
// Every connected client is sent every letter; the first ack removes it for
// all. A channel belongs to one library: once that library has the bytes nobody
// else needs them, and a second copy of the program that never comes back
// cannot hold letters for ever, nor can two copies push each other out. Another
// computer is another channel. A channel has at most 8 connections.
//
// # Sealed bytes
//
// Sealing is HPKE (RFC 9180), base mode, single shot, DHKEM(X25519,
// HKDF-SHA256) · HKDF-SHA256 · AES-256-GCM, no associated data; the result is
// the encapsulated key (32 bytes) before the ciphertext. info is
//
//	"partlift relay 1 " PURPOSE 00 id
//
// A letter (purpose "letter") is a gzip stream inside the seal, and in it
//
//	4 bytes, big-endian   length of the head
//	the head              {"token":"…","received":1760335255123,
//	                       "headers":{"Content-Type":"application/json"},
//	                       "signature":"none"}
//	the body              as it was posted, byte for byte
//
// received is in Unix milliseconds by the hub's clock. headers are those of
// Content-Type and X-Webhook-* that were there. signature is none (not
// checked), good, or stale (it matches, but its time is more than five minutes
// from the hub's clock). The letter's id is the first 32 hex digits of
// SHA-256("partlift relay 1 letter" 00 channel 00 token 00 body).
package relay
