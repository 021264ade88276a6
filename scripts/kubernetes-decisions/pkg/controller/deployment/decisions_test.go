package deployment

import (
	"context"
	"fmt"
	"testing"
	"time"

	apps "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/record"
	"k8s.io/kubernetes/pkg/controller/deployment/util"
	"k8s.io/kubernetes/pkg/decisions"
)

type fences struct{ MaxSurge, MaxUnavailable *intstr.IntOrString }

func orDefault(fence *intstr.IntOrString) *intstr.IntOrString {
	quarter := intstr.FromString("25%")
	if fence == nil {
		return &quarter
	}
	return fence
}

func deploymentOf(replicas int32, given fences) *apps.Deployment {
	deployment := &apps.Deployment{}
	deployment.Name, deployment.Namespace = "web", "default"
	deployment.Spec = apps.DeploymentSpec{
		Replicas: &replicas,
		Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
		Strategy: apps.DeploymentStrategy{
			Type:          apps.RollingUpdateDeploymentStrategyType,
			RollingUpdate: &apps.RollingUpdateDeployment{MaxSurge: orDefault(given.MaxSurge), MaxUnavailable: orDefault(given.MaxUnavailable)},
		},
	}
	return deployment
}

// Oldest first.
func setsOf(counts [][2]int32) []*apps.ReplicaSet {
	sets := []*apps.ReplicaSet{}
	for index, count := range counts {
		set := &apps.ReplicaSet{Spec: apps.ReplicaSetSpec{Replicas: &count[0]}, Status: apps.ReplicaSetStatus{Replicas: count[0], AvailableReplicas: count[1]}}
		set.Name, set.Namespace = fmt.Sprint("web-", index), "default"
		set.CreationTimestamp = metav1.NewTime(time.Unix(int64(1000*index), 0))
		sets = append(sets, set)
	}
	return sets
}

// What the sets become.
func replicasAfter(t *testing.T, sets []*apps.ReplicaSet, act func(*DeploymentController) error) []int32 {
	objects := []runtime.Object{}
	for _, set := range sets {
		objects = append(objects, set.DeepCopy())
	}
	client := fake.NewSimpleClientset(objects...)
	if err := act(&DeploymentController{client: client, eventRecorder: record.NewFakeRecorder(100)}); err != nil {
		t.Fatal(err)
	}
	replicas := []int32{}
	for _, set := range sets {
		got, err := client.AppsV1().ReplicaSets("default").Get(context.TODO(), set.Name, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		replicas = append(replicas, *got.Spec.Replicas)
	}
	return replicas
}

func TestDecisionsOnRollingUpdates(t *testing.T) {
	type state struct {
		fences
		Replicas int32
		Current  [2]int32
		Old      [][2]int32
	}
	decisions.Of(t, "rolling-updates", func(given state) map[string]any {
		deployment := deploymentOf(given.Replicas, given.fences)
		sets := setsOf(append(given.Old, given.Current))
		old, current := sets[:len(given.Old)], sets[len(given.Old)]
		all := append([]*apps.ReplicaSet{current}, old...)
		becomes := replicasAfter(t, all, func(controller *DeploymentController) error {
			scaled, err := controller.reconcileNewReplicaSet(context.TODO(), all, current, deployment)
			if err != nil || scaled {
				return err
			}
			_, err = controller.reconcileOldReplicaSets(context.TODO(), all, old, current, deployment)
			return err
		})
		return map[string]any{"resolved": []int32{util.MaxSurge(*deployment), util.MaxUnavailable(*deployment)}, "becomes": becomes}
	})
}

func TestDecisionsOnScalings(t *testing.T) {
	type state struct {
		fences
		From, To int32
		Sets     []int32
	}
	decisions.Of(t, "scalings", func(given state) map[string]any {
		counts := [][2]int32{}
		for _, desired := range given.Sets {
			counts = append(counts, [2]int32{desired, desired})
		}
		sets := setsOf(counts)
		before := deploymentOf(given.From, given.fences)
		for _, set := range sets {
			util.SetReplicasAnnotations(set, given.From, given.From+util.MaxSurge(*before))
		}
		newest := len(sets) - 1
		become := replicasAfter(t, sets, func(controller *DeploymentController) error {
			// It sorts what it is given.
			old := append([]*apps.ReplicaSet{}, sets[:newest]...)
			return controller.scale(context.TODO(), deploymentOf(given.To, given.fences), sets[newest], old)
		})
		return map[string]any{"become": become}
	})
}
