// The vendor's library for Go at a record's whole life. Keys from OVH_* variables; argument: the zone, or "version".
package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"

	"github.com/ovh/go-ovh/ovh"
)

type record struct {
	ID        int64  `json:"id,omitempty"`
	Zone      string `json:"zone,omitempty"`
	FieldType string `json:"fieldType"`
	SubDomain string `json:"subDomain"`
	Target    string `json:"target"`
	TTL       int64  `json:"ttl"`
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, one := range info.Deps {
			if one.Path == "github.com/ovh/go-ovh" {
				return one.Version
			}
		}
	}
	return "unknown"
}

func main() {
	if os.Args[1] == "version" {
		fmt.Println(version())
		return
	}
	zone := os.Args[1]
	at := "/domain/zone/" + zone
	client, err := ovh.NewDefaultClient()
	must(err)
	_, err = client.Time()
	must(err)
	var zones []string
	must(client.Get("/domain/zone", &zones))

	var made record
	wanted := record{FieldType: "CNAME", SubDomain: "library", Target: "home.example.com.", TTL: 300}
	must(client.Post(at+"/record", wanted, &made))
	var ids []int64
	must(client.Get(at+"/record?fieldType=CNAME&subDomain="+url.QueryEscape("library"), &ids))
	if len(ids) != 1 || ids[0] != made.ID || made.Zone != zone {
		must(fmt.Errorf("the record made is %+v, and listed are %v", made, ids))
	}
	one := fmt.Sprintf("%s/record/%d", at, made.ID)
	made.Target = "other.example.com."
	must(client.Put(one, record{FieldType: "CNAME", SubDomain: "library", Target: made.Target, TTL: 600}, nil))
	var shown record
	must(client.Get(one, &shown))
	if shown.Target != made.Target || shown.TTL != 600 {
		must(fmt.Errorf("the record is %+v after its update", shown))
	}
	must(client.Post(at+"/refresh", nil, nil))
	must(client.Delete(one, nil))
	must(client.Post(at+"/refresh", nil, nil))

	var refusal *ovh.APIError
	err = client.Get(one, &shown)
	if !errors.As(err, &refusal) || refusal.Code != http.StatusNotFound || refusal.QueryID == "" || refusal.Class != "Client::NotFound" {
		must(fmt.Errorf("a record that is gone answers %v", err))
	}
	request := client.NewCkRequest()
	request.AddRecursiveRules(ovh.ReadOnly, at)
	asked, err := request.Do()
	must(err)
	if asked.State != "pendingValidation" || asked.ValidationURL == "" {
		must(fmt.Errorf("a key that was asked for is %+v", asked))
	}
	fmt.Println("all done")
}
