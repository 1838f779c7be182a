package credits

import (
	_ "embed"
	"strings"

	"portal.example/backend/internal/scope"
)

// roleTemplate is the role to ask customers for, as a CloudFormation template with nobody filled in. infra/templates has a copy, which a test holds equal: infra knows no
// package of the portal, and the portal serves the template also where infra is not.
//
//go:embed customer-credit-role.yaml
var roleTemplate string

// What stands in the template for the receiver.
const (
	nobodysAccount    = `"000000000000"`
	nobodysExternalID = `"none"`
)

// ExternalID is what the role of the template asks for. It is the same for all customers of a receiver and no secret: the role trusts the receiver's account alone, and the
// external id keeps other customers of whoever runs the portal from naming this role as theirs.
func ExternalID(sc scope.Scope) string { return "btp-" + sc.Receiver() }

// RoleTemplate returns the template with the receiver filled in.
func (s *Service) RoleTemplate(sc scope.Scope) (string, error) {
	if err := sc.Check(); err != nil {
		return "", err
	}
	return strings.NewReplacer(nobodysAccount, `"`+sc.Receiver()+`"`, nobodysExternalID, `"`+ExternalID(sc)+`"`).Replace(roleTemplate), nil
}
