// Package organizations simulates the part of AWS Organizations a
// bill-transfer account uses: its own organization and accounts, and the
// responsibility transfers it takes part in.
package organizations

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// maxPage is AWS's largest, and default, page of these listings.
const maxPage = 20

type service struct{ world *world.World }

// New returns the service.
func New(w *world.World) wire.Service {
	s := &service{world: w}
	return wire.Service{
		Name: "organizations", Protocol: wire.JSON11, TargetPrefix: "AWSOrganizationsV20161128",
		Operations: map[string]wire.Handler{
			"DescribeOrganization":                s.describeOrganization,
			"DescribeResponsibilityTransfer":      s.describeTransfer,
			"ListAccounts":                        s.listAccounts,
			"ListInboundResponsibilityTransfers":  s.listTransfers(world.Inbound),
			"ListOutboundResponsibilityTransfers": s.listTransfers(world.Outbound),

			"CancelHandshake":                            s.cancelHandshake,
			"DescribeHandshake":                          s.describeHandshake,
			"InviteOrganizationToTransferResponsibility": s.invite,
			"TerminateResponsibilityTransfer":            s.terminate,
			"UpdateResponsibilityTransfer":               s.rename,
		},
		Failures: wire.Failures{
			Throttled: wire.Error{
				Code: "TooManyRequestsException", Message: "AWS Organizations can't complete your request because another request is already in progress. Try again later.",
				Members: map[string]any{"Type": "RATE_EXCEEDED"},
			},
			Internal: wire.Error{Code: "ServiceException", Message: "AWS Organizations can't complete your request because of an internal service error. Try again later."},
			BadToken: wire.Error{
				Code: "InvalidInputException", Message: "You specified an invalid value for nextToken. You must get the value from the response to a previous call to the API.",
				Members: map[string]any{"Reason": "INVALID_NEXT_TOKEN"},
			},
		},
	}
}

type organization struct {
	ID                 string `json:"Id"`
	Arn                string
	FeatureSet         string
	MasterAccountArn   string
	MasterAccountID    string `json:"MasterAccountId"`
	MasterAccountEmail string
}

func (s *service) describeOrganization(_ context.Context, _ *wire.Request) (any, error) {
	org := s.world.Receiver()
	return map[string]organization{"Organization": {
		ID:  org.ID,
		Arn: "arn:aws:organizations::" + org.Management.ID + ":organization/" + org.ID,
		// Billing transfer needs an organization with all features.
		FeatureSet:         "ALL",
		MasterAccountArn:   accountARN(org, org.Management.ID),
		MasterAccountID:    org.Management.ID,
		MasterAccountEmail: org.Management.Email,
	}}, nil
}

type listInput struct {
	Type       string
	ID         string `json:"Id"`
	MaxResults *int
	NextToken  string
}

type account struct {
	ID              string `json:"Id"`
	Arn             string
	Email           string
	Name            string
	Status          string
	State           string
	JoinedMethod    string
	JoinedTimestamp wire.Timestamp
}

func accountARN(org world.Organization, id string) string {
	return "arn:aws:organizations::" + org.Management.ID + ":account/" + org.ID + "/" + id
}

func (s *service) listAccounts(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[listInput](r)
	if err != nil {
		return nil, err
	}
	size, err := in.size()
	if err != nil {
		return nil, err
	}
	org := s.world.Receiver()
	accounts := make([]account, 0, 1+len(org.Members))
	for i, a := range append([]world.Account{org.Management}, org.Members...) {
		joined := "CREATED"
		if i == 0 {
			joined = "INVITED" // AWS says so of the management account
		}
		accounts = append(accounts, account{
			ID: a.ID, Arn: accountARN(org, a.ID), Email: a.Email, Name: a.Name,
			Status: "ACTIVE", State: "ACTIVE", JoinedMethod: joined, JoinedTimestamp: wire.Timestamp(a.Joined),
		})
	}
	page, next, err := wire.Page(r, accounts, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		Accounts  []account
		NextToken string `json:",omitempty"`
	}{page, next}, nil
}

type participant struct {
	ManagementAccountID    string `json:"ManagementAccountId,omitempty"` // unknown while invited by e-mail
	ManagementAccountEmail string `json:",omitempty"`
}

type transfer struct {
	Arn               string
	Name              string
	ID                string `json:"Id"`
	Type              string
	Status            string
	Source            participant
	Target            participant
	StartTimestamp    wire.Timestamp
	EndTimestamp      *wire.Timestamp `json:",omitempty"`
	ActiveHandshakeID string          `json:"ActiveHandshakeId,omitempty"`
}

func newTransfer(t world.Transfer) transfer {
	out := transfer{
		Arn: t.ARN, Name: t.Name, ID: t.ID, Type: t.Type, Status: string(t.Status),
		Source:            participant{t.Source.AccountID, t.Source.Email},
		Target:            participant{t.Target.AccountID, t.Target.Email},
		StartTimestamp:    wire.Timestamp(t.Start),
		ActiveHandshakeID: t.ActiveHandshakeID,
	}
	if t.End != nil {
		end := wire.Timestamp(*t.End)
		out.EndTimestamp = &end
	}
	return out
}

var transferIDPattern = regexp.MustCompile(`^rt-[0-9a-z]{8,32}$`)

func (s *service) describeTransfer(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[listInput](r)
	if err != nil {
		return nil, err
	}
	if err := checkTransferID(in.ID, true); err != nil {
		return nil, err
	}
	t, ok := s.world.Transfer(in.ID)
	if !ok {
		return nil, wire.Errorf("ResponsibilityTransferNotFoundException", "The responsibility transfer with ID %s doesn't exist.", in.ID)
	}
	return map[string]transfer{"ResponsibilityTransfer": newTransfer(t)}, nil
}

// listTransfers lists one direction. AWS may answer an empty page that still
// carries a token; so does this listing, before every third page, and after
// a last page that is full.
func (s *service) listTransfers(direction world.Direction) wire.Handler {
	return func(_ context.Context, r *wire.Request) (any, error) {
		in, err := wire.Decode[listInput](r)
		if err != nil {
			return nil, err
		}
		size, err := in.transferQuery()
		if err != nil {
			return nil, err
		}
		position, err := r.Position(in.NextToken)
		if err != nil {
			return nil, err
		}
		var all []transfer
		for _, t := range s.world.Transfers(direction) {
			if in.ID == "" || in.ID == t.ID {
				all = append(all, newTransfer(t))
			}
		}
		out := struct {
			ResponsibilityTransfers []transfer
			NextToken               string `json:",omitempty"`
		}{ResponsibilityTransfers: []transfer{}}
		from, emptied := parsePosition(position)
		from = min(from, len(all))
		if !emptied && from < len(all) && (from/size)%3 == 1 {
			out.NextToken = r.NextToken(fmt.Sprintf("%d after empty", from))
			return out, nil
		}
		to := min(from+size, len(all))
		out.ResponsibilityTransfers = append(out.ResponsibilityTransfers, all[from:to]...)
		if to < len(all) || (to-from == size && to > 0) {
			out.NextToken = r.NextToken(strconv.Itoa(to))
		}
		return out, nil
	}
}

// parsePosition reads "40" or "40 after empty"; the seal vouches for its form.
func parsePosition(position string) (offset int, emptied bool) {
	number, rest, _ := strings.Cut(position, " ")
	offset, _ = strconv.Atoi(number)
	return offset, rest != ""
}

func (in listInput) size() (int, error) {
	switch {
	case in.MaxResults == nil:
		return maxPage, nil
	case *in.MaxResults < 1:
		return 0, invalid("MIN_VALUE_EXCEEDED", "You specified a value for MaxResults that is lower than the minimum of 1.")
	case *in.MaxResults > maxPage:
		return 0, invalid("MAX_VALUE_EXCEEDED", "You specified a value for MaxResults that is higher than the maximum of %d.", maxPage)
	}
	return *in.MaxResults, nil
}

// transferQuery validates a listing of transfers and returns the page size.
func (in listInput) transferQuery() (int, error) {
	switch in.Type {
	case "":
		return 0, invalid("INPUT_REQUIRED", "You must provide a value for Type.")
	case "BILLING":
	default:
		return 0, invalid("INVALID_ENUM", "You specified an invalid value for Type. Valid values: BILLING.")
	}
	if err := checkTransferID(in.ID, false); err != nil {
		return 0, err
	}
	return in.size()
}

func checkTransferID(id string, required bool) error {
	switch {
	case id == "" && required:
		return invalid("INPUT_REQUIRED", "You must provide a value for Id.")
	case id != "" && !transferIDPattern.MatchString(id):
		return invalid("INVALID_PATTERN", "You provided a value for Id that doesn't match the required pattern %s.", transferIDPattern)
	}
	return nil
}

func invalid(reason, format string, args ...any) *wire.Error {
	e := wire.Errorf("InvalidInputException", format, args...)
	e.Members = map[string]any{"Reason": reason}
	return e
}
