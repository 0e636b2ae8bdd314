// lego's provider for OVH at the proof of a name, set and taken away. Keys from OVH_* variables; argument: the name, or "version".
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/go-acme/lego/v5/providers/dns/ovh"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, one := range info.Deps {
			if one.Path == "github.com/go-acme/lego/v5" {
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
	provider, err := ovh.NewDNSProvider()
	must(err)
	for range 2 {
		must(provider.Present(context.Background(), os.Args[1], "token", "key"))
		must(provider.CleanUp(context.Background(), os.Args[1], "token", "key"))
	}
	fmt.Println("all done")
}
