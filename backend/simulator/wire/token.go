package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
)

// maxTokenLength bounds the page tokens that are even looked at, in bytes.
const maxTokenLength = 8192

// pagingMembers are the input members that may differ between the pages of
// one listing; every other member is bound into the token.
var pagingMembers = []string{"NextToken", "nextToken", "NextPageToken", "MaxResults", "maxResults"}

// tagSize is the length of a token's tag, in bytes.
const tagSize = 16

// tokenSealer makes page tokens that are opaque and tamper-evident. A token
// is a tag, which authenticates the position together with the account, the
// operation and the input without its paging members, followed by the
// position under a key stream derived from the tag (a synthetic
// initialisation vector). Equal requests get equal tokens.
type tokenSealer struct{ tagKey, streamKey []byte }

func newTokenSealer(seed uint64) *tokenSealer {
	key := func(purpose string) []byte {
		sum := sha256.Sum256(fmt.Appendf(nil, "simulator page token %s %d", purpose, seed))
		return sum[:]
	}
	return &tokenSealer{tagKey: key("tag"), streamKey: key("stream")}
}

func (s *tokenSealer) tag(binding, position []byte) []byte {
	mac := hmac.New(sha256.New, s.tagKey)
	mac.Write(binding)
	mac.Write(position)
	return mac.Sum(nil)[:tagSize]
}

// crypt applies the key stream of tag to text, in either direction.
func (s *tokenSealer) crypt(tag, text []byte) []byte {
	out := make([]byte, len(text))
	var block []byte
	for i := range text {
		if i%sha256.Size == 0 {
			mac := hmac.New(sha256.New, s.streamKey)
			mac.Write(tag)
			mac.Write(binary.BigEndian.AppendUint64(nil, uint64(i/sha256.Size)))
			block = mac.Sum(nil)
		}
		out[i] = text[i] ^ block[i%sha256.Size]
	}
	return out
}

func (s *tokenSealer) seal(binding []byte, position string) string {
	tag := s.tag(binding, []byte(position))
	return base64.RawURLEncoding.EncodeToString(append(tag, s.crypt(tag, []byte(position))...))
}

func (s *tokenSealer) open(binding []byte, token string) (string, bool) {
	if len(token) > maxTokenLength {
		return "", false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) < tagSize {
		return "", false
	}
	position := s.crypt(raw[:tagSize], raw[tagSize:])
	return string(position), hmac.Equal(raw[:tagSize], s.tag(binding, position))
}

// defaultSealer serves requests that did not come through a Mux (unit tests
// of handlers).
var defaultSealer = newTokenSealer(0)

func (r *Request) sealer() *tokenSealer {
	if r.tokens != nil {
		return r.tokens
	}
	return defaultSealer
}

// NextToken seals position into a token that only the same account can use,
// in the same operation with the same input (page size aside).
func (r *Request) NextToken(position string) string {
	token := r.sealer().seal(r.binding(), position)
	if r.tokensBroken {
		r.tokenBroken = true
		r.NoteFault("broken_page_token")
		// A valid-looking token whose seal does not hold.
		token = r.sealer().seal(append(r.binding(), "broken"...), position)
	}
	return token
}

// BreakTokens makes the tokens handed out for this request useless: the
// caller learns it when it asks for the next page.
func (r *Request) BreakTokens() { r.tokensBroken = true }

// BrokeToken reports whether a broken token was handed out.
func (r *Request) BrokeToken() bool { return r.tokenBroken }

// Position opens a token made by NextToken. An empty token is the empty
// position. A damaged or foreign token is the service's BadToken failure.
func (r *Request) Position(token string) (string, error) {
	if token == "" {
		return "", nil
	}
	position, ok := r.sealer().open(r.binding(), token)
	if !ok {
		e := r.failures().BadToken
		return "", &e
	}
	return position, nil
}

// binding is what a token of this request is bound to.
func (r *Request) binding() []byte {
	var input map[string]any
	h := sha256.New()
	for _, part := range []string{r.Service, r.Operation, r.Account} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	if err := decodeJSON(r.Body, &input); err == nil {
		for _, name := range pagingMembers {
			delete(input, name)
		}
		if canonical, err := json.Marshal(input); err == nil && len(input) > 0 {
			h.Write(canonical)
		}
	}
	return h.Sum(nil)
}

// Page cuts items into the page that token asks for, of at most size items,
// and returns the token of the following page ("" on the last one). The
// position is an offset, so a listing whose items change between pages may
// skip or repeat some, as AWS's do.
func Page[T any](r *Request, items []T, token string, size int) (page []T, next string, err error) {
	position, err := r.Position(token)
	if err != nil {
		return nil, "", err
	}
	from := 0
	if position != "" {
		// The seal held, so the number is one we wrote.
		from, _ = strconv.Atoi(position)
	}
	from = min(from, len(items))
	to := min(from+size, len(items))
	if to < len(items) {
		next = r.NextToken(strconv.Itoa(to))
	}
	return items[from:to], next, nil
}
