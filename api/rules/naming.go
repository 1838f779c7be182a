package rules

import (
	"regexp"
	"slices"
	"strings"
)

var (
	snakeCase   = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	kebabCase   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	pascalCase  = regexp.MustCompile(`^([A-Z][a-z0-9]+)+$`)
	headerName  = regexp.MustCompile(`^[A-Z][a-z0-9]*(-[A-Z][a-z0-9]*)*$`)
	pathBraces  = regexp.MustCompile(`^\{[a-z][a-z0-9]*(_[a-z0-9]+)*\}$`)
	operationID = regexp.MustCompile(`^(get|list|create|update|delete|start|cancel|retry|approve|apply|refresh|compute|echo|search|export|import|verify|undo|discard|reject)[A-Z][A-Za-z0-9]*$`)
)

var namingRules = []Rule{
	{
		Name: "operation-id", Reason: "generators make method names of it, and people find code by it",
		check: func(d document, report func(where, what string)) {
			seen := map[string]string{}
			for _, o := range d.operations {
				switch {
				case !operationID.MatchString(o.OperationID):
					report(o.where(), "operationId "+quote(o.OperationID)+" is not a known verb and a noun in camelCase, like listTransfers")
				case seen[o.OperationID] != "":
					report(o.where(), "operationId "+quote(o.OperationID)+" is also that of "+seen[o.OperationID])
				}
				seen[o.OperationID] = o.where()
			}
		},
	},
	{
		Name: "tag", Reason: "one tag is one room, in the reference and in generated clients",
		check: func(d document, report func(where, what string)) {
			used := map[string]bool{}
			for _, o := range d.operations {
				if len(o.Tags) != 1 || d.Tags.Get(o.Tags[0]) == nil {
					report(o.where(), "has tags "+quote(strings.Join(o.Tags, ", "))+"; give it exactly one that is declared at the top")
					continue
				}
				used[o.Tags[0]] = true
			}
			for _, t := range d.Tags {
				if !used[t.Name] {
					report("tag "+t.Name, "no operation has it; remove it")
				}
				if t.Description == "" {
					report("tag "+t.Name, "has no description")
				}
			}
		},
	},
	{
		Name: "path", Reason: "addresses are guessed by people",
		check: func(d document, report func(where, what string)) {
			for _, path := range sorted(d.Paths.Map()) {
				for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
					if !kebabCase.MatchString(segment) && !pathBraces.MatchString(segment) {
						report(path, "segment "+quote(segment)+" is neither kebab-case nor a {snake_case} parameter")
					}
				}
			}
		},
	},
	{
		Name: "names", Reason: "one spelling everywhere spares every client a mapping",
		check: func(d document, report func(where, what string)) {
			for _, p := range d.places {
				if p.ref.Ref != "" {
					continue
				}
				for _, name := range sorted(p.ref.Value.Properties) {
					if !snakeCase.MatchString(name) {
						report(p.where, "property "+quote(name)+" is not snake_case")
					}
				}
				for _, v := range p.ref.Value.Enum {
					if text, ok := v.(string); !ok || !snakeCase.MatchString(text) {
						report(p.where, "enum value "+quote(v)+" is not a snake_case word")
					}
				}
			}
			for _, o := range d.operations {
				for _, p := range o.Parameters {
					if p.Value == nil {
						continue
					}
					if want := snakeCase; p.Value.In != "header" && !want.MatchString(p.Value.Name) {
						report(o.where(), "parameter "+quote(p.Value.Name)+" is not snake_case")
					}
					if p.Value.In == "header" && !headerName.MatchString(p.Value.Name) {
						report(o.where(), "header "+quote(p.Value.Name)+" is not Written-Like-This")
					}
				}
			}
			if d.Components != nil {
				for _, name := range sorted(d.Components.Schemas) {
					if !pascalCase.MatchString(name) {
						report("schema "+name, "the name is not PascalCase without acronyms in capitals")
					}
				}
			}
		},
	},
	{
		Name: "description", Reason: "the document is the reference; what it does not say nobody knows",
		check: func(d document, report func(where, what string)) {
			for _, o := range d.operations {
				if o.Summary == "" || strings.HasSuffix(o.Summary, ".") || o.Summary != strings.ToUpper(o.Summary[:1])+o.Summary[1:] {
					report(o.where(), "needs a summary: a capital, no full stop")
				}
				for _, p := range o.Parameters {
					if p.Value != nil && p.Value.Description == "" {
						report(o.where(), "parameter "+quote(p.Value.Name)+" has no description")
					}
				}
				for _, status := range sorted(o.Responses.Map()) {
					if r := o.Responses.Value(status); r.Value != nil && (r.Value.Description == nil || *r.Value.Description == "") {
						report(o.where(), "response "+status+" has no description")
					}
				}
			}
			if d.Components == nil {
				return
			}
			for _, name := range sorted(d.Components.Schemas) {
				if s := d.Components.Schemas[name].Value; s != nil && s.Description == "" {
					report("schema "+name, "has no description: say what it is, its unit or sign where it has one")
				}
			}
		},
	},
	{
		Name: "time", Reason: "an instant and a day are told apart by name and by format",
		check: func(d document, report func(where, what string)) {
			for _, p := range d.places {
				isInstant := strings.HasSuffix(p.name, "_at") || slices.Contains([]string{"as_of", "now", "time"}, p.name)
				hasFormat := p.ref.Value.Format == "date-time"
				switch {
				case isInstant && !hasFormat:
					report(p.where, "is named like an instant; give it format date-time")
				case hasFormat && p.inline && p.name != "" && !isInstant:
					report(p.where, "is an instant; name it what_happened_at")
				case (p.name == "month" || strings.HasSuffix(p.name, "_month")) && component(p.ref) != "Month":
					report(p.where, "is named like a month; refer to Month")
				}
			}
		},
	},
}
