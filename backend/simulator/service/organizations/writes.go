package organizations

import (
	"context"
	"regexp"
	"strings"
	"time"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

type party struct {
	ID   string `json:"Id"`
	Type string
}

type resource struct {
	Type      string
	Value     string
	Resources []resource `json:",omitempty"`
}

type handshake struct {
	ID                  string `json:"Id"`
	Arn                 string
	Action              string
	State               string
	Parties             []party
	Resources           []resource
	RequestedTimestamp  wire.Timestamp
	ExpirationTimestamp wire.Timestamp
}

func (s *service) newHandshake(h world.Handshake) map[string]handshake {
	source := party{h.Transfer.Source.AccountID, "ACCOUNT"}
	if source.ID == "" {
		source = party{h.Transfer.Source.Email, "EMAIL"}
	}
	org := s.world.Receiver()
	out := handshake{
		ID: h.ID, Arn: h.ARN, Action: "TRANSFER_RESPONSIBILITY", State: h.State,
		Parties: []party{{strings.TrimPrefix(org.ID, "o-"), "ORGANIZATION"}, source},
		Resources: []resource{
			{Type: "RESPONSIBILITY_TRANSFER", Value: h.Transfer.ID},
			{Type: "TRANSFER_START_TIMESTAMP", Value: h.Transfer.Start.Format(time.RFC3339)},
			{Type: "TRANSFER_TYPE", Value: h.Transfer.Type},
			{Type: "MANAGEMENT_ACCOUNT", Value: org.Management.ID},
			{Type: "MANAGEMENT_EMAIL", Value: org.Management.Email},
			{Type: "MANAGEMENT_NAME", Value: org.Management.Name},
		},
		RequestedTimestamp: wire.Timestamp(h.Requested), ExpirationTimestamp: wire.Timestamp(h.Expires),
	}
	if h.Notes != "" {
		out.Resources = append(out.Resources, resource{Type: "NOTES", Value: h.Notes})
	}
	return map[string]handshake{"Handshake": out}
}

var (
	accountPattern   = regexp.MustCompile(`^[0-9]{12}$`)
	emailPattern     = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
	handshakePattern = regexp.MustCompile(`^h-[0-9a-z]{8,32}$`)
)

func (s *service) invite(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		Type           string
		Target         *party
		StartTimestamp *wire.Timestamp
		SourceName     string
		Notes          string
		Tags           []struct{ Key, Value string }
	}](r)
	if err != nil {
		return nil, err
	}
	switch {
	case in.Type == "":
		return nil, invalid("INPUT_REQUIRED", "You must provide a value for Type.")
	case in.Type != "BILLING":
		return nil, invalid("INVALID_ENUM", "You specified an invalid value for Type. Valid values: BILLING.")
	case in.Target == nil || in.Target.ID == "":
		return nil, invalid("INPUT_REQUIRED", "You must provide a value for Target.")
	case in.StartTimestamp == nil:
		return nil, invalid("INPUT_REQUIRED", "You must provide a value for StartTimestamp.")
	case len(in.Tags) > 50:
		return nil, invalid("MAX_LENGTH_EXCEEDED", "You provided more than the maximum of 50 tags.")
	}
	invitation := world.InvitationInput{SourceName: in.SourceName, Notes: in.Notes, Start: time.Time(*in.StartTimestamp)}
	switch in.Target.Type {
	case "ACCOUNT":
		if !accountPattern.MatchString(in.Target.ID) {
			return nil, invalid("INVALID_PATTERN_TARGET_ID", "You provided a target ID that isn't an account ID.")
		}
		invitation.TargetID = in.Target.ID
	case "EMAIL":
		if !emailPattern.MatchString(in.Target.ID) {
			return nil, invalid("INVALID_EMAIL_ADDRESS_TARGET", "You provided a target ID that isn't an email address.")
		}
		invitation.TargetEmail = in.Target.ID
	default:
		return nil, invalid("INVALID_PARTY_TYPE_TARGET", "You specified an invalid value for the target type. Valid values: ACCOUNT, EMAIL.")
	}
	h, err := s.world.InviteOrganization(invitation)
	if err != nil {
		return nil, err
	}
	return s.newHandshake(h), nil
}

// byHandshake decodes an input that is a handshake's id alone.
func byHandshake(r *wire.Request, act func(id string) (world.Handshake, error)) (world.Handshake, error) {
	in, err := wire.Decode[struct {
		ID string `json:"HandshakeId"`
	}](r)
	switch {
	case err != nil:
		return world.Handshake{}, err
	case in.ID == "":
		return world.Handshake{}, invalid("INPUT_REQUIRED", "You must provide a value for HandshakeId.")
	case !handshakePattern.MatchString(in.ID):
		return world.Handshake{}, invalid("INVALID_PATTERN", "You provided a value for HandshakeId that doesn't match the required pattern %s.", handshakePattern)
	}
	return act(in.ID)
}

func (s *service) describeHandshake(_ context.Context, r *wire.Request) (any, error) {
	h, err := byHandshake(r, s.world.Handshake)
	if err != nil {
		return nil, err
	}
	return s.newHandshake(h), nil
}

func (s *service) cancelHandshake(_ context.Context, r *wire.Request) (any, error) {
	h, err := byHandshake(r, s.world.CancelHandshake)
	if err != nil {
		return nil, err
	}
	return s.newHandshake(h), nil
}

func (s *service) rename(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		ID   string `json:"Id"`
		Name string
	}](r)
	if err != nil {
		return nil, err
	}
	if err := checkTransferID(in.ID, true); err != nil {
		return nil, err
	}
	t, err := s.world.RenameTransfer(in.ID, in.Name)
	if err != nil {
		return nil, err
	}
	return map[string]transfer{"ResponsibilityTransfer": newTransfer(t)}, nil
}

func (s *service) terminate(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		ID           string `json:"Id"`
		EndTimestamp *wire.Timestamp
	}](r)
	if err != nil {
		return nil, err
	}
	if err := checkTransferID(in.ID, true); err != nil {
		return nil, err
	}
	t, err := s.world.TerminateTransfer(in.ID, (*time.Time)(in.EndTimestamp))
	if err != nil {
		return nil, err
	}
	return map[string]transfer{"ResponsibilityTransfer": newTransfer(t)}, nil
}
