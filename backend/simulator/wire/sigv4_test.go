package wire

import (
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The secret and date of AWS's published examples and test suite.
const exampleSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

var exampleTime = time.Date(2015, time.August, 30, 12, 36, 0, 0, time.UTC)

func exampleRing() *KeyRing {
	return NewKeyRing(Identity{AccessKey: "AKIDEXAMPLE", Secret: exampleSecret, Account: "111122223333", PrincipalARN: "arn:aws:iam::111122223333:user/test"})
}

// get builds a request as a server sees it.
func get(t *testing.T, method, target string, header map[string]string, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	r.Host = "example.amazonaws.com"
	for name, value := range header {
		r.Header.Add(name, value)
		if name == "Host" {
			r.Host = value
		}
	}
	return r
}

// sign gives r the Authorization of the example key for service at date.
func sign(r *http.Request, service, body string, date time.Time, headers ...string) {
	auth := authorization{
		accessKey: "AKIDEXAMPLE", date: date.Format("20060102"), region: "us-east-1", service: service,
		signedHeaders: append([]string{"host", "x-amz-date"}, headers...),
	}
	r.Header.Set("X-Amz-Date", date.Format(sigTimeFormat))
	scope := strings.Join([]string{auth.date, auth.region, auth.service, sigTerminator}, "/")
	toSign := strings.Join([]string{
		sigAlgorithm, date.Format(sigTimeFormat), scope, hexSHA256([]byte(canonicalRequest(r, auth.signedHeaders, hexSHA256([]byte(body))))),
	}, "\n")
	r.Header.Set("Authorization", sigAlgorithm+" Credential=AKIDEXAMPLE/"+scope+
		", SignedHeaders="+strings.Join(auth.signedHeaders, ";")+
		", Signature="+hex.EncodeToString(hmacSHA256(signingKey(exampleSecret, auth), toSign)))
}

func TestSigningKeyIsTheSpecificationsExample(t *testing.T) {
	t.Parallel()
	key := signingKey(exampleSecret, authorization{date: "20150830", region: "us-east-1", service: "iam"})
	const want = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
	if got := hex.EncodeToString(key); got != want {
		t.Errorf("signing key = %s, want %s", got, want)
	}
}

// TestPublishedSignaturesVerify uses signatures AWS published: the IAM
// example of the guide and cases of the SigV4 test suite.
func TestPublishedSignaturesVerify(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		method, target, service, signed, signature string
		header                                     map[string]string
		body                                       string
	}{
		"guide: IAM ListUsers": {
			method: http.MethodGet, target: "/?Action=ListUsers&Version=2010-05-08", service: "iam", signed: "content-type;host;x-amz-date",
			header:    map[string]string{"Host": "iam.amazonaws.com", "Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
			signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
		},
		"suite: get-vanilla": {
			method: http.MethodGet, target: "/", service: "service", signed: "host;x-amz-date",
			signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
		},
		"suite: post-vanilla": {
			method: http.MethodPost, target: "/", service: "service", signed: "host;x-amz-date",
			signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
		},
		"suite: get-vanilla-query-order-key-case": {
			method: http.MethodGet, target: "/?Param2=value2&Param1=value1", service: "service", signed: "host;x-amz-date",
			signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := get(t, tc.method, tc.target, tc.header, tc.body)
			r.Header.Set("X-Amz-Date", "20150830T123600Z")
			auth, authErr := parseAuthorization("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/" + tc.service +
				"/aws4_request, SignedHeaders=" + tc.signed + ", Signature=" + tc.signature)
			if authErr != nil {
				t.Fatal(authErr)
			}
			if _, authErr := exampleRing().verify(r, []byte(tc.body), auth, exampleTime); authErr != nil {
				t.Errorf("verify: %v", authErr)
			}
		})
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	const body = `{"a":1}`
	for name, tc := range map[string]struct {
		now    time.Duration // after the date of the request
		change func(r *http.Request)
		body   string
		want   authFailure
	}{
		"nothing wrong":             {},
		"within the skew":           {now: 14*time.Minute + 59*time.Second},
		"too old":                   {now: 15*time.Minute + time.Second, want: authMismatch},
		"from the future":           {now: -15*time.Minute - time.Second, want: authMismatch},
		"another body":              {body: `{"a":2}`, want: authMismatch},
		"another path":              {change: func(r *http.Request) { r.RequestURI = "/other" }, want: authMismatch},
		"another query":             {change: func(r *http.Request) { r.RequestURI = "/?a=b" }, want: authMismatch},
		"another host":              {change: func(r *http.Request) { r.Host = "evil.example" }, want: authMismatch},
		"another method":            {change: func(r *http.Request) { r.Method = http.MethodPut }, want: authMismatch},
		"another signed header":     {change: func(r *http.Request) { r.Header.Set("X-Amz-Target", "Other.Op") }, want: authMismatch},
		"another date":              {change: func(r *http.Request) { r.Header.Set("X-Amz-Date", "20150830T123601Z") }, want: authMismatch},
		"a date of another day":     {change: func(r *http.Request) { r.Header.Set("X-Amz-Date", "20150831T123600Z") }, want: authMismatch},
		"a broken date":             {change: func(r *http.Request) { r.Header.Set("X-Amz-Date", "yesterday") }, want: authIncomplete},
		"no date":                   {change: func(r *http.Request) { r.Header.Del("X-Amz-Date") }, want: authIncomplete},
		"a declared foreign hash":   {change: func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", hexSHA256(nil)) }, want: authMismatch},
		"an unsigned payload":       {change: func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD") }, want: authMismatch},
		"a streamed payload":        {change: func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD") }, want: authMismatch},
		"the declared hash agrees":  {change: func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", hexSHA256([]byte(body))) }},
		"a token with a static key": {change: func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", "AAAA") }, want: authUnknownKey},
		"an unknown key": {change: func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "AKIDEXAMPLE", "AKIDUNKNOWN", 1))
		}, want: authUnknownKey},
		"host not signed": {change: func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "host;", "", 1))
		}, want: authMismatch},
		"another service in the scope": {change: func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "/ce/", "/sts/", 1))
		}, want: authMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := get(t, http.MethodPost, "/", map[string]string{"X-Amz-Target": "AWSInsightsIndexService.GetCostAndUsage"}, body)
			sign(r, "ce", body, exampleTime, "x-amz-target")
			if tc.change != nil {
				tc.change(r)
			}
			got := body
			if tc.body != "" {
				got = tc.body
			}
			auth, authErr := parseAuthorization(r.Header.Get("Authorization"))
			if authErr == nil {
				_, authErr = exampleRing().verify(r, []byte(got), auth, exampleTime.Add(tc.now))
			}
			switch {
			case authErr == nil && tc.want != 0:
				t.Errorf("accepted, want failure %d", tc.want)
			case authErr != nil && authErr.failure != tc.want:
				t.Errorf("failure %d (%s), want %d", authErr.failure, authErr.message, tc.want)
			}
		})
	}
}

func TestCanonicalForms(t *testing.T) {
	t.Parallel()
	if got, want := canonicalPath("/tags/arn%3Aaws%3A1"), "/tags/arn%253Aaws%253A1"; got != want {
		t.Errorf("path = %s, want %s", got, want)
	}
	if got, want := canonicalQuery("b=2&a=%7E+x&a=A&c"), "a=A&a=~%20x&b=2&c="; got != want {
		t.Errorf("query = %s, want %s", got, want)
	}
	r := get(t, http.MethodGet, "/", nil, "")
	r.Header["X-Amz-Meta"] = []string{"  a   b ", "c"}
	if got, want := canonicalHeader(r, "x-amz-meta"), "a b,c"; got != want {
		t.Errorf("header = %q, want %q", got, want)
	}
}

func TestSessionsAreStatelessAndExpire(t *testing.T) {
	t.Parallel()
	expires := exampleTime.Add(time.Hour)
	session := exampleRing().Issue("111122223333", "arn:p", "id", expires)
	other := exampleRing() // as after a restart
	got, err := other.Lookup(session.AccessKey, session.SessionToken, expires)
	if err != nil || got != session {
		t.Errorf("Lookup = %+v, %v; want %+v", got, err, session)
	}
	if _, err := other.Lookup(session.AccessKey, session.SessionToken, expires.Add(time.Second)); !errors.Is(err, errExpiredToken) {
		t.Errorf("after expiry: %v", err)
	}
	if _, err := other.Lookup("ASIAOTHER", session.SessionToken, exampleTime); !errors.Is(err, errUnknownKey) {
		t.Errorf("another key with this token: %v", err)
	}
	for i := range session.SessionToken {
		tampered := session.SessionToken[:i] + "A" + session.SessionToken[i+1:]
		if tampered == session.SessionToken {
			continue
		}
		if got, err := other.Lookup(session.AccessKey, tampered, exampleTime); err == nil && got != session {
			t.Fatalf("byte %d changed and accepted as %+v", i, got)
		}
	}
}

func TestPageTokensAreBoundAndTamperEvident(t *testing.T) {
	t.Parallel()
	request := func(op, account, body string) *Request {
		return &Request{Service: "ce", Operation: op, Account: account, Body: []byte(body)}
	}
	r := request("List", "111122223333", `{"Filter":{"a":[1,2]},"MaxResults":2}`)
	token := r.NextToken("40")
	if strings.Contains(token, "40") {
		t.Errorf("token %q shows its position", token)
	}
	for name, tc := range map[string]struct {
		r     *Request
		token string
		want  string
		bad   bool
	}{
		"none":               {r: r, token: "", want: ""},
		"same request":       {r: request("List", "111122223333", `{"MaxResults":5,"Filter":{"a":[1,2]},"NextToken":"x"}`), token: token, want: "40"},
		"another filter":     {r: request("List", "111122223333", `{"Filter":{"a":[2,1]}}`), token: token, bad: true},
		"another operation":  {r: request("Get", "111122223333", `{"Filter":{"a":[1,2]}}`), token: token, bad: true},
		"another account":    {r: request("List", "444455556666", `{"Filter":{"a":[1,2]}}`), token: token, bad: true},
		"a damaged token":    {r: r, token: token[:len(token)-2] + "xx", bad: true},
		"not a token":        {r: r, token: "hello", bad: true},
		"an oversized token": {r: r, token: strings.Repeat("A", maxTokenLength+1), bad: true},
	} {
		got, err := tc.r.Position(tc.token)
		if got != tc.want || (err != nil) != tc.bad {
			t.Errorf("%s: Position = %q, %v", name, got, err)
		}
	}
	r.BreakTokens()
	if _, err := r.Position(r.NextToken("40")); err == nil || !r.BrokeToken() {
		t.Error("a broken token was accepted")
	}
}

func TestPageCutsAndEnds(t *testing.T) {
	t.Parallel()
	items := []int{1, 2, 3, 4, 5}
	r := &Request{Service: "s", Operation: "o"}
	var got []int
	token, calls := "", 0
	for calls < 10 {
		calls++
		page, next, err := Page(r, items, token, 2)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page...)
		if token = next; token == "" {
			break
		}
	}
	if len(got) != 5 || calls != 3 {
		t.Errorf("got %v in %d calls", got, calls)
	}
	if page, next, err := Page(r, items, "", 5); len(page) != 5 || next != "" || err != nil {
		t.Errorf("an exact page: %v %q %v", page, next, err)
	}
}

func TestTimestamp(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), "1793491200"},
		{time.Date(2026, 11, 1, 0, 0, 0, 7e6, time.UTC), "1793491200.007"},
		{time.Unix(-1, 0), "-1"},
	} {
		got, err := Timestamp(tc.at).MarshalJSON()
		if err != nil || string(got) != tc.want {
			t.Errorf("%v = %s, %v; want %s", tc.at, got, err, tc.want)
		}
		var back Timestamp
		if err := back.UnmarshalJSON(got); err != nil || !time.Time(back).Equal(tc.at) {
			t.Errorf("%s = %v, %v", got, time.Time(back), err)
		}
	}
	var back Timestamp
	for _, bad := range []string{`"2026"`, "1e300", "NaN", ""} {
		if err := back.UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
}
