package world

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
)

// invalid is Billing Conductor's ValidationException.
func invalid(reason, format string, args ...any) *Error {
	return &Error{Code: "ValidationException", Reason: reason, Message: fmt.Sprintf(format, args...), HTTPStatus: 400}
}

// invalidField is a ValidationException about one input member.
func invalidField(name, format string, args ...any) *Error {
	message := fmt.Sprintf(format, args...)
	e := invalid("FIELD_VALIDATION_FAILED", "1 validation error detected: value at '%s' failed to satisfy constraint: %s", name, message)
	e.Fields = []ErrorField{{Name: name, Message: message}}
	return e
}

func notFound(resourceType, id string) *Error {
	return &Error{
		Code: "ResourceNotFoundException", Message: fmt.Sprintf("The %s %s does not exist.", resourceType, id),
		HTTPStatus: 404, ResourceID: id, ResourceType: resourceType,
	}
}

func conflict(reason, resourceType, id, format string, args ...any) *Error {
	return &Error{
		Code: "ConflictException", Reason: reason, Message: fmt.Sprintf(format, args...),
		HTTPStatus: 409, ResourceID: id, ResourceType: resourceType,
	}
}

func limitExceeded(resourceType, id, format string, args ...any) *Error {
	return &Error{
		Code: "ServiceLimitExceededException", Message: fmt.Sprintf(format, args...),
		HTTPStatus: 402, ResourceID: id, ResourceType: resourceType,
	}
}

var (
	namePattern  = regexp.MustCompile(`^[a-zA-Z0-9_+=.\-@]+$`)
	tokenPattern = regexp.MustCompile(`^[a-zA-Z0-9-]{1,64}$`)
)

func checkName(name string) error {
	if len(name) < 1 || len(name) > 128 || !namePattern.MatchString(name) {
		return invalidField("Name", `Member must have length between 1 and 128 and satisfy regular expression pattern: [a-zA-Z0-9_\+=\.\-@]+`)
	}
	return nil
}

func checkDescription(description string, most int) error {
	if len([]rune(description)) > most {
		return invalidField("Description", "Member must have length less than or equal to %d", most)
	}
	return nil
}

// tokenUse remembers what a client token was used for.
type tokenUse struct {
	input string // digest of the request
	arn   string
}

// replay answers a repeated create: the ARN made by an equal request with the same token, or
// a conflict when the request differs. The caller holds the lock.
func (w *World) replay(kind, token string, input any) (arn, digest string, err error) {
	if token == "" {
		return "", "", nil
	}
	if !tokenPattern.MatchString(token) {
		return "", "", invalidField("X-Amzn-Client-Token", "Member must satisfy regular expression pattern: [a-zA-Z0-9-]+ and have length between 1 and 64")
	}
	digest = fingerprint(input)
	use, ok := w.tokens[kind+token]
	if !ok {
		return "", digest, nil
	}
	if use.input != digest {
		return "", "", conflict("WRITE_CONFLICT_RETRY", kind, use.arn, "The client token was used before with different parameters.")
	}
	return use.arn, digest, nil
}

// remember binds a client token to what it made.
func (w *World) remember(kind, token, digest, arn string) {
	if token != "" {
		w.tokens[kind+token] = tokenUse{input: digest, arn: arn}
	}
}

// newID draws an identifier for a resource made through the API. The caller holds the lock.
func (w *World) newID(kind string, n int) string {
	w.serial++
	return text(w.draw.Sub("api "+kind).At(w.serial), alnumSet, n)
}

func checkDistinct(list []string, reason, what string) error {
	seen := map[string]bool{}
	for _, s := range list {
		if seen[s] {
			return invalid(reason, "The %s %s is given twice.", what, s)
		}
		seen[s] = true
	}
	return nil
}

func checkTags(tags map[string]string) error {
	if len(tags) > 200 {
		return invalidField("Tags", "Member must have size less than or equal to 200")
	}
	for k := range tags {
		if k == "" || len(k) > 128 || strings.HasPrefix(strings.ToLower(k), "aws:") {
			return invalidField("Tags", "Tag key %q is not allowed", k)
		}
	}
	return nil
}

func fingerprint(v any) string {
	h := fnv.New128a()
	_, _ = fmt.Fprint(h, describe(v)) // a hash takes everything
	return string(h.Sum(nil))
}
