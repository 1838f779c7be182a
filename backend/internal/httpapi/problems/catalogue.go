package problems

import (
	"net/http"
	"slices"
	"strings"
)

// Entry explains one problem code. The documentation renders the catalogue, and a test compares it with the codes in the sources.
type Entry struct {
	Code        string // stable snake_case
	Title       string // the `title` of every problem with the code
	Status      int    // the HTTP status
	Explanation string // what happened and what to do, for people who look the code up
}

// The codes of failures that the HTTP surface itself finds. Those of the rooms are declared in the rooms.
const (
	CodeInternal         = "internal_error"
	CodePathUnknown      = "path_unknown"
	CodeMethodNotAllowed = "method_not_allowed"
	CodeContentType      = "content_type_unsupported"
	CodeBodyTooLarge     = "body_too_large"
	CodeURLTooLong       = "url_too_long"
	CodeHostNotAllowed   = "host_not_allowed"
	CodeOriginNotAllowed = "origin_not_allowed"
	CodeAPIUnavailable   = "api_unavailable"
	CodeTimeout          = "request_timed_out"
)

var catalogue = []Entry{
	{CodeInternal, "Something went wrong in the portal", http.StatusInternalServerError, "The portal failed; nothing is wrong with the request. Try again; if it stays, give the request id to whoever runs the portal: the cause is in its log."},
	{CodePathUnknown, "There is nothing at this path", http.StatusNotFound, "No operation has this path. The operations are listed in /docs."},
	{CodeMethodNotAllowed, "The method is not allowed here", http.StatusMethodNotAllowed, "The path exists, but not with this method. The Allow header lists the methods that do."},
	{CodeContentType, "The content type is not supported", http.StatusUnsupportedMediaType, "Send the body as application/json in UTF-8 and say so in the Content-Type header."},
	{CodeBodyTooLarge, "The body is too large", http.StatusRequestEntityTooLarge, "A request body may hold at most 1 MiB."},
	{CodeURLTooLong, "The address is too long", http.StatusRequestURITooLong, "A path with its query may hold at most 16 KiB."},
	{CodeHostNotAllowed, "The host name is not allowed", http.StatusMisdirectedRequest, "The portal listens on this machine only and answers only to localhost, 127.0.0.1 or [::1], so that a page of another site cannot reach it under a name of its own."},
	{CodeOriginNotAllowed, "Requests of other sites are not allowed", http.StatusForbidden, "A page of another site sent this request. Change things from the portal's own pages or from a program."},
	{CodeAPIUnavailable, "The API does not answer", http.StatusServiceUnavailable, "The web server runs, but the API behind it does not answer. It may be starting or stopping; try again in a few seconds."},
	{CodeTimeout, "The request took too long", http.StatusServiceUnavailable, "The portal gave up on the request. Try again; a smaller page or a narrower filter takes less time."},

	{"invalid_request", "The request is not valid", http.StatusBadRequest, "A parameter or a part of the body cannot be right. `errors` names each one, with a code and what to do."},
	{"receiver_forbidden", "You may not use this receiver", http.StatusForbidden, "The receiver in X-Account-Id is not registered, or you have no access to it. `GET /accounts` lists the receivers you may use."},
	{"scope_missing", "Something went wrong in the portal", http.StatusInternalServerError, "The portal forgot to bind the request to a receiver and refused to go on. This is a fault of the portal."},
	{"cost_cap_reached", "The spending cap is reached", http.StatusPreconditionFailed, "One more paid AWS request would pass the monthly cap. Collection waits until the next month or a higher cap."},
	{"aws_denied", "AWS denied the request", http.StatusBadGateway, "The portal's credentials lack a permission, named in `missing_permission`. Add it to the role and try again."},
	{"aws_throttled", "AWS limits the rate", http.StatusServiceUnavailable, "AWS refused for the rate of requests, after all retries. Try again later."},
	{"aws_unavailable", "AWS does not answer", http.StatusServiceUnavailable, "AWS could not be reached or failed, after all retries. Try again later."},
	{"view_unhealthy", "The billing view is not healthy", http.StatusConflict, "AWS says that the billing view cannot be read now. Its figures stay unknown until AWS repairs it."},
	{"aws_data_not_ready", "AWS has no data yet", http.StatusConflict, "Cost Explorer has not prepared the data of this view yet. AWS takes up to 24 hours for a new one."},
	{"aws_refused", "Something went wrong in the portal", http.StatusInternalServerError, "AWS says that the portal's request is wrong. This is a fault of the portal."},
}

// Catalogue returns every entry in the order of the codes.
func Catalogue() []Entry {
	es := slices.Clone(catalogue)
	slices.SortFunc(es, func(a, b Entry) int { return strings.Compare(a.Code, b.Code) })
	return es
}

// Lookup finds the entry of a code.
func Lookup(code string) (Entry, bool) {
	i := slices.IndexFunc(catalogue, func(e Entry) bool { return e.Code == code })
	if i < 0 {
		return Entry{}, false
	}
	return catalogue[i], true
}
