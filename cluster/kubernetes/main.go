// Command kube is every program of a one-node Kubernetes cluster in one binary: the name that it is started by
// decides which one it is. One program is linked in a third of the time, and of the space, that six would take.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	_ "time/tzdata" // CronJobs have time zones

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// applets holds what each name runs. A command is built only once it is asked for: each registers flags of its own.
var applets = map[string]func(){
	"etcd":                    func() { etcdmain.Main(os.Args) },
	"kube-apiserver":          func() { os.Exit(cli.Run(apiserver.NewAPIServerCommand())) },
	"kube-controller-manager": func() { os.Exit(cli.Run(controllermanager.NewControllerManagerCommand())) },
	"kube-scheduler":          func() { os.Exit(cli.Run(newScheduler())) },
	"kubelet":                 func() { os.Exit(cli.Run(kubelet.NewKubeletCommand(context.Background()))) },
	"kubectl":                 func() { util.CheckErr(cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand())) },
}

func main() {
	name := filepath.Base(os.Args[0])
	run, ok := applets[name]
	if !ok && len(os.Args) > 1 { // `kube kubelet …` does what a link named kubelet does
		os.Args = os.Args[1:]
		name = os.Args[0]
		run, ok = applets[name]
	}
	if !ok {
		fmt.Fprintf(os.Stderr, "kube: no program %q in this binary; it has: %s.\n", name, strings.Join(names(), ", "))
		os.Exit(2)
	}
	run()
}

func names() []string {
	var all []string
	for name := range applets {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func newScheduler() *cobra.Command { return scheduler.NewSchedulerCommand() }
