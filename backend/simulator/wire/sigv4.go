package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The constants of Signature Version 4.
const (
	sigAlgorithm  = "AWS4-HMAC-SHA256"
	sigTerminator = "aws4_request"
	sigTimeFormat = "20060102T150405Z"
	// maxClockSkew is how far a request's date may lie from the wall clock.
	maxClockSkew = 15 * time.Minute
)

// authorization is a parsed Authorization header.
type authorization struct {
	accessKey     string
	date          string // YYYYMMDD of the credential scope
	region        string
	service       string
	signedHeaders []string // as sent: lower case, sorted
	signature     string
}

// authFailure says why a request is not authenticated.
type authFailure int

const (
	authMissing authFailure = iota + 1
	authIncomplete
	authUnknownKey
	authExpiredToken
	authMismatch
)

// authError is a refusal before any service code runs; the protocol decides
// its code.
type authError struct {
	failure authFailure
	message string
}

func (e *authError) Error() string { return e.message }

const mismatchMessage = "The request signature we calculated does not match the signature you provided. " +
	"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."

// parseAuthorization reads
// "AWS4-HMAC-SHA256 Credential=AK/date/region/service/aws4_request, SignedHeaders=a;b, Signature=hex".
func parseAuthorization(header string) (authorization, *authError) {
	if header == "" {
		return authorization{}, &authError{authMissing, "Missing Authentication Token"}
	}
	incomplete := func(format string, args ...any) *authError {
		return &authError{authIncomplete, fmt.Sprintf(format, args...)}
	}
	rest, ok := strings.CutPrefix(header, sigAlgorithm)
	if !ok || rest == "" || (rest[0] != ' ' && rest[0] != '\t') {
		return authorization{}, incomplete("Authorization header requires the algorithm '%s'.", sigAlgorithm)
	}
	fields := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok {
			return authorization{}, incomplete("'%s' not a valid key=value pair (missing equal-sign) in Authorization header.", strings.TrimSpace(part))
		}
		fields[name] = value
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if fields[name] == "" {
			return authorization{}, incomplete("Authorization header requires '%s' parameter.", name)
		}
	}
	scope := strings.Split(fields["Credential"], "/")
	if len(scope) != 5 || scope[4] != sigTerminator {
		return authorization{}, incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
	}
	return authorization{
		accessKey: scope[0], date: scope[1], region: scope[2], service: scope[3],
		signedHeaders: strings.Split(fields["SignedHeaders"], ";"),
		signature:     fields["Signature"],
	}, nil
}

// verify checks date, key, session token and signature of r, whose whole body
// is given, and returns the caller.
func (k *KeyRing) verify(r *http.Request, body []byte, auth authorization, now time.Time) (Identity, *authError) {
	date, authErr := requestDate(r, auth)
	if authErr != nil {
		return Identity{}, authErr
	}
	if skewErr := checkSkew(date, now); skewErr != nil {
		return Identity{}, skewErr
	}
	id, err := k.Lookup(auth.accessKey, r.Header.Get("X-Amz-Security-Token"), now)
	switch {
	case errors.Is(err, errExpiredToken):
		return Identity{}, &authError{authExpiredToken, "The security token included in the request is expired"}
	case err != nil:
		return Identity{}, &authError{authUnknownKey, "The security token included in the request is invalid."}
	}
	for _, required := range []string{"host", "x-amz-date"} {
		if !slices.Contains(auth.signedHeaders, required) && (required != "x-amz-date" || r.Header.Get("X-Amz-Date") != "") {
			return Identity{}, &authError{authMismatch, fmt.Sprintf("'%s' must be a 'SignedHeader' in the AWS Authorization.", required)}
		}
	}
	hash := hexSHA256(body)
	// These services sign the whole payload: a declared hash (or
	// UNSIGNED-PAYLOAD, or a STREAMING-… marker) that is not the body's own
	// can never match.
	if declared := r.Header.Get("X-Amz-Content-Sha256"); declared != "" && declared != hash {
		return Identity{}, &authError{authMismatch, mismatchMessage}
	}
	canonical := canonicalRequest(r, auth.signedHeaders, hash)
	scope := strings.Join([]string{auth.date, auth.region, auth.service, sigTerminator}, "/")
	toSign := strings.Join([]string{sigAlgorithm, date.Format(sigTimeFormat), scope, hexSHA256([]byte(canonical))}, "\n")
	want := hex.EncodeToString(hmacSHA256(signingKey(id.Secret, auth), toSign))
	if !hmac.Equal([]byte(want), []byte(auth.signature)) {
		return Identity{}, &authError{authMismatch, mismatchMessage}
	}
	return id, nil
}

// requestDate is X-Amz-Date, else Date; it must fall on the scope's day.
func requestDate(r *http.Request, auth authorization) (time.Time, *authError) {
	var date time.Time
	var err error
	if v := r.Header.Get("X-Amz-Date"); v != "" {
		date, err = time.Parse(sigTimeFormat, v)
	} else if v := r.Header.Get("Date"); v != "" {
		date, err = http.ParseTime(v)
	} else {
		return date, &authError{authIncomplete, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."}
	}
	if err != nil {
		return date, &authError{authIncomplete, "Date must be in ISO-8601 'basic format'."}
	}
	date = date.UTC()
	if day := date.Format("20060102"); day != auth.date {
		return date, &authError{authMismatch, fmt.Sprintf("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s'.", auth.date, day)}
	}
	return date, nil
}

// checkSkew refuses dates more than maxClockSkew from now.
func checkSkew(date, now time.Time) *authError {
	now = now.UTC()
	early, late := now.Add(-maxClockSkew), now.Add(maxClockSkew)
	switch {
	case date.Before(early):
		return &authError{authMismatch, fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - 15 min.)",
			date.Format(sigTimeFormat), early.Format(sigTimeFormat), now.Format(sigTimeFormat))}
	case date.After(late):
		return &authError{authMismatch, fmt.Sprintf("Signature not yet current: %s is still later than %s (%s + 15 min.)",
			date.Format(sigTimeFormat), late.Format(sigTimeFormat), now.Format(sigTimeFormat))}
	}
	return nil
}

// canonicalRequest is the text whose hash is signed.
func canonicalRequest(r *http.Request, signedHeaders []string, payloadHash string) string {
	rawPath, rawQuery, _ := strings.Cut(r.RequestURI, "?")
	var b strings.Builder
	for _, line := range []string{r.Method, canonicalPath(rawPath), canonicalQuery(rawQuery)} {
		b.WriteString(line)
		b.WriteByte('\n')
	}
	for _, name := range signedHeaders {
		b.WriteString(name)
		b.WriteByte(':')
		b.WriteString(canonicalHeader(r, name))
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	b.WriteString(strings.Join(signedHeaders, ";"))
	b.WriteByte('\n')
	b.WriteString(payloadHash)
	return b.String()
}

// canonicalPath encodes the path as sent once more (every service but S3
// double-encodes). Dot segments are left alone: no route has them.
func canonicalPath(raw string) string {
	if raw == "" {
		return "/"
	}
	return uriEncode(raw, false)
}

// canonicalQuery sorts the parameters by encoded name, then encoded value.
func canonicalQuery(raw string) string {
	if raw == "" {
		return ""
	}
	var pairs [][2]string
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, [2]string{reencode(name), reencode(value)})
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		if c := strings.Compare(a[0], b[0]); c != 0 {
			return c
		}
		return strings.Compare(a[1], b[1])
	})
	out := make([]string, len(pairs))
	for i, p := range pairs {
		out[i] = p[0] + "=" + p[1]
	}
	return strings.Join(out, "&")
}

// reencode brings a query component into the specification's encoding.
func reencode(s string) string {
	decoded, err := url.QueryUnescape(s)
	if err != nil {
		decoded = s
	}
	return uriEncode(decoded, true)
}

// canonicalHeader joins the values of a header, trimmed and with runs of
// spaces collapsed.
func canonicalHeader(r *http.Request, name string) string {
	switch name {
	case "host":
		return strings.TrimSpace(r.Host)
	case "content-length":
		return strconv.FormatInt(max(r.ContentLength, 0), 10)
	}
	values := slices.Clone(r.Header.Values(name))
	for i, v := range values {
		values[i] = strings.Join(strings.Fields(v), " ")
	}
	return strings.Join(values, ",")
}

// uriEncode percent-encodes everything but RFC 3986 unreserved characters
// (and '/', unless encodeSlash).
func uriEncode(s string, encodeSlash bool) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '.', c == '_', c == '~',
			c == '/' && !encodeSlash:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}

// signingKey derives the key of the scope from the secret.
func signingKey(secret string, auth authorization) []byte {
	key := hmacSHA256([]byte("AWS4"+secret), auth.date)
	key = hmacSHA256(key, auth.region)
	key = hmacSHA256(key, auth.service)
	return hmacSHA256(key, sigTerminator)
}

func hmacSHA256(key []byte, data string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(data))
	return h.Sum(nil)
}

func hexSHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
