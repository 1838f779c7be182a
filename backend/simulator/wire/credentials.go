package wire

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Identity is a set of credentials and whom they belong to.
type Identity struct {
	AccessKey string
	Secret    string
	// SessionToken is empty for long-term keys.
	SessionToken string
	// Account is the twelve-digit account.
	Account string
	// PrincipalARN is the IAM user or assumed-role session.
	PrincipalARN string
	// UserID is what GetCallerIdentity answers as UserId.
	UserID string
	// Expires is the last instant of a session; zero for long-term keys.
	Expires time.Time
}

// Reasons why a key cannot be used.
var (
	errUnknownKey   = errors.New("unknown access key")
	errExpiredToken = errors.New("session expired")
)

// KeyRing knows the long-term keys and issues and recognises sessions.
// A session is stateless: its token carries its claims under a MAC and its
// secret is derived from its access key, so any number of sessions takes no
// memory and they outlive a restart of the simulator.
type KeyRing struct {
	key    []byte
	static map[string]Identity
}

// NewKeyRing returns a ring with the given long-term keys.
func NewKeyRing(static ...Identity) *KeyRing {
	sum := sha256.Sum256([]byte("simulator session key"))
	k := &KeyRing{key: sum[:], static: make(map[string]Identity, len(static))}
	for _, id := range static {
		k.static[id.AccessKey] = id
	}
	return k
}

// Issue makes session credentials for a principal until expires.
func (k *KeyRing) Issue(account, principalARN, userID string, expires time.Time) Identity {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails on supported platforms
	accessKey := "ASIA" + base32.StdEncoding.EncodeToString(random[:])
	// None of the claims can contain a line break.
	claims := fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%d", accessKey, account, principalARN, userID, expires.Unix())
	return Identity{
		AccessKey: accessKey, Secret: k.secret(accessKey),
		SessionToken: base64.StdEncoding.EncodeToString(append(k.mac("token", claims), claims...)),
		Account:      account, PrincipalARN: principalARN, UserID: userID, Expires: expires.UTC().Truncate(time.Second),
	}
}

// Lookup returns the identity of an access key used with a session token
// (empty for long-term keys) at instant now.
func (k *KeyRing) Lookup(accessKey, token string, now time.Time) (Identity, error) {
	if id, ok := k.static[accessKey]; ok {
		if token != "" {
			return Identity{}, errUnknownKey
		}
		return id, nil
	}
	raw, err := base64.StdEncoding.DecodeString(token)
	if err != nil || len(raw) < sha256.Size {
		return Identity{}, errUnknownKey
	}
	claims := strings.Split(string(raw[sha256.Size:]), "\n")
	if !hmac.Equal(raw[:sha256.Size], k.mac("token", raw[sha256.Size:])) || len(claims) != 5 || claims[0] != accessKey {
		return Identity{}, errUnknownKey
	}
	seconds, err := strconv.ParseInt(claims[4], 10, 64)
	if err != nil {
		return Identity{}, errUnknownKey
	}
	expires := time.Unix(seconds, 0).UTC()
	if now.After(expires) {
		return Identity{}, errExpiredToken
	}
	return Identity{
		AccessKey: accessKey, Secret: k.secret(accessKey), SessionToken: token,
		Account: claims[1], PrincipalARN: claims[2], UserID: claims[3], Expires: expires,
	}, nil
}

func (k *KeyRing) secret(accessKey string) string {
	return base64.StdEncoding.EncodeToString(k.mac("secret", []byte(accessKey)))[:40]
}

func (k *KeyRing) mac(purpose string, data []byte) []byte {
	h := hmac.New(sha256.New, k.key)
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write(data)
	return h.Sum(nil)
}
