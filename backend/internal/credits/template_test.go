package credits

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/oasdiff/yaml3"

	"portal.example/backend/internal/scope"
)

// at walks down a document by keys and places.
func at(t *testing.T, n *yaml.Node, path ...any) *yaml.Node {
	t.Helper()
	for _, step := range path {
		switch s := step.(type) {
		case int:
			if n.Kind != yaml.SequenceNode || s >= len(n.Content) {
				t.Fatalf("%v: there is no list of %d", path, s+1)
			}
			n = n.Content[s]
		case string:
			i := slices.IndexFunc(n.Content, func(k *yaml.Node) bool { return k.Value == s })
			if n.Kind != yaml.MappingNode || i < 0 {
				t.Fatalf("%v: there is no %s", path, s)
			}
			n = n.Content[i+1]
		}
	}
	return n
}

func values(n *yaml.Node) []string {
	var all []string
	for _, c := range n.Content {
		all = append(all, c.Value)
	}
	return all
}

func parsed(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Content[0]
}

func TestTheRoleMayReadCreditsAndNothingElse(t *testing.T) {
	t.Parallel()
	doc := parsed(t, roleTemplate)
	resources := at(t, doc, "Resources")
	if len(resources.Content) != 2 {
		t.Fatalf("%d resources", len(resources.Content)/2)
	}
	role := at(t, resources, "CreditsRole")
	if got := at(t, role, "Type").Value; got != "AWS::IAM::Role" {
		t.Error(got)
	}
	for _, key := range values(at(t, role, "Properties")) {
		if key == "ManagedPolicyArns" {
			t.Error("managed policies may grow")
		}
	}
	policies := at(t, role, "Properties", "Policies")
	statements := at(t, policies, 0, "PolicyDocument", "Statement")
	if len(policies.Content) != 1 || len(statements.Content) != 1 {
		t.Fatal("there is more than one statement")
	}
	if got := values(at(t, statements, 0, "Action")); !slices.Equal(got, []string{"billing:GetCredits", "billing:GetCreditAllocationHistory"}) {
		t.Errorf("it may %q", got)
	}
	trust := at(t, role, "Properties", "AssumeRolePolicyDocument", "Statement")
	if len(trust.Content) != 1 {
		t.Fatal("several may assume it")
	}
	for _, want := range []struct {
		path []any
		tag  string
		text string
	}{
		{[]any{0, "Effect"}, "!!str", "Allow"},
		{[]any{0, "Action"}, "!!str", "sts:AssumeRole"},
		{[]any{0, "Principal", "AWS"}, "!Sub", "arn:${AWS::Partition}:iam::${ReceiverAccountId}:root"},
		{[]any{0, "Condition", "StringEquals", "sts:ExternalId"}, "!Ref", "ExternalId"},
	} {
		if n := at(t, trust, want.path...); n.Value != want.text || n.Tag != want.tag {
			t.Errorf("%v is %s %s", want.path, n.Tag, n.Value)
		}
	}
}

func TestTheTemplateIsFilledIn(t *testing.T) {
	t.Parallel()
	k := setup(t)
	text, err := k.RoleTemplate(k.sc)
	if err != nil {
		t.Fatal(err)
	}
	for parameter, want := range map[string]string{"ReceiverAccountId": receiver, "ExternalId": "btp-" + receiver} {
		p := at(t, parsed(t, text), "Parameters", parameter)
		if got := at(t, p, "Default").Value; got != want {
			t.Errorf("%s is %s", parameter, got)
		}
		if form := at(t, p, "AllowedPattern").Value; !regexp.MustCompile(form).MatchString(want) {
			t.Errorf("%s does not allow %s", form, want)
		}
	}
	if !externalIDForm.MatchString(ExternalID(k.sc)) {
		t.Error("the portal would not keep its own external id")
	}
	if _, err := k.RoleTemplate(scope.Scope{}); err == nil {
		t.Error("without a receiver")
	}
}

// TestInfraHasTheSameTemplate holds the copy that is deployed by hand to the one that is served.
func TestInfraHasTheSameTemplate(t *testing.T) {
	t.Parallel()
	copied, err := os.ReadFile(filepath.Join("..", "..", "..", "infra", "templates", "customer-credit-role.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if string(copied) != roleTemplate {
		t.Error("infra/templates/customer-credit-role.yaml differs from the template that is served: copy backend/internal/credits/customer-credit-role.yaml there")
	}
}
