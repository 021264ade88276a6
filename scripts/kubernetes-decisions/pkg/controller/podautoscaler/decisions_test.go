package podautoscaler

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	autoscaling "k8s.io/api/autoscaling/v2"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	defaults "k8s.io/kubernetes/pkg/apis/autoscaling/v2"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
	"k8s.io/kubernetes/pkg/decisions"
)

type measured struct {
	metrics.MetricsClient
	info metrics.PodMetricsInfo
}

func (m measured) GetResourceMetric(context.Context, v1.ResourceName, string, labels.Selector, string) (metrics.PodMetricsInfo, time.Time, error) {
	return m.info, time.Now(), nil
}

// In a row: "ready", "unready" or "pending", and millicores of 1000 that it requests, or null where nothing was measured.
type podFacts struct {
	state      string
	millicores *int64
}

func (f *podFacts) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&f.state, &f.millicores})
}

func (f podFacts) pod(name string) *v1.Pod {
	pod := &v1.Pod{}
	pod.Name, pod.Namespace, pod.Labels = name, "default", map[string]string{"app": "web"}
	requests := v1.ResourceList{v1.ResourceCPU: resource.MustParse("1")}
	pod.Spec.Containers = []v1.Container{{Name: "web", Resources: v1.ResourceRequirements{Requests: requests}}}
	ready, started := v1.ConditionFalse, metav1.NewTime(time.Now().Add(-time.Minute))
	if f.state == "ready" {
		ready, started = v1.ConditionTrue, metav1.NewTime(time.Now().Add(-time.Hour))
	}
	pod.Status.Phase = v1.PodRunning
	if f.state == "pending" {
		pod.Status.Phase = v1.PodPending
	}
	pod.Status.StartTime = &started
	pod.Status.Conditions = []v1.PodCondition{{Type: v1.PodReady, Status: ready, LastTransitionTime: started}}
	return pod
}

func TestDecisionsOnRecommendations(t *testing.T) {
	type state struct {
		Current, Target int32
		Tolerances      *[2]float64
		Pods            []podFacts
	}
	decisions.Of(t, "recommendations", func(given state) map[string]any {
		pods := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
		info := metrics.PodMetricsInfo{}
		for index, facts := range given.Pods {
			name := fmt.Sprint(index)
			if err := pods.Add(facts.pod(name)); err != nil {
				t.Fatal(err)
			}
			if facts.millicores != nil {
				info[name] = metrics.PodMetric{Value: *facts.millicores, Timestamp: time.Now(), Window: time.Minute}
			}
		}
		tolerances := Tolerances{scaleUp: 0.1, scaleDown: 0.1}
		if given.Tolerances != nil {
			tolerances = Tolerances{scaleUp: given.Tolerances[0], scaleDown: given.Tolerances[1]}
		}
		calculator := NewReplicaCalculator(measured{info: info}, listers.NewPodLister(pods), 5*time.Minute, 30*time.Second)
		selector := labels.SelectorFromSet(labels.Set{"app": "web"})
		replicas, _, _, _, err := calculator.GetResourceReplicas(context.TODO(), given.Current, given.Target, v1.ResourceCPU, tolerances, "default", selector, "")
		if err != nil {
			return map[string]any{"replicas": nil}
		}
		return map[string]any{"replicas": replicas}
	})
}

// The controller looks at the time itself: what it remembers is made older instead.
func age(controller *HorizontalController, by time.Duration) {
	for index := range controller.recommendations["web"] {
		it := &controller.recommendations["web"][index]
		it.timestamp = it.timestamp.Add(-by)
	}
	for _, events := range []map[string][]timestampedScaleEvent{controller.scaleUpEvents, controller.scaleDownEvents} {
		for index := range events["web"] {
			it := &events["web"][index]
			it.timestamp = it.timestamp.Add(-by)
		}
	}
}

func TestDecisionsOnBehaviors(t *testing.T) {
	type state struct {
		Behavior                        *autoscaling.HorizontalPodAutoscalerBehavior
		MinReplicas, MaxReplicas, Start int32
		Recommended                     []int32
	}
	// As it is without horizontal_test.go, whose init sets it to 8.
	scaleUpLimitFactor = 2
	decisions.Of(t, "behaviors", func(given state) map[string]any {
		hpa := &autoscaling.HorizontalPodAutoscaler{}
		hpa.Spec = autoscaling.HorizontalPodAutoscalerSpec{MinReplicas: &given.MinReplicas, MaxReplicas: given.MaxReplicas, Behavior: given.Behavior}
		defaults.SetDefaults_HorizontalPodAutoscalerBehavior(hpa)
		controller := &HorizontalController{
			downscaleStabilisationWindow: 5 * time.Minute,
			recommendations:              map[string][]timestampedRecommendation{"web": {{given.Start, time.Now()}}},
			scaleUpEvents:                map[string][]timestampedScaleEvent{},
			scaleDownEvents:              map[string][]timestampedScaleEvent{},
		}
		normalize := controller.normalizeDesiredReplicas
		if given.Behavior != nil {
			normalize = controller.normalizeDesiredReplicasWithBehaviors
		}
		current, becomes := given.Start, []int32{}
		for _, recommended := range given.Recommended {
			next := normalize(hpa, "web", current, recommended, given.MinReplicas)
			if next != current {
				controller.storeScaleEvent(hpa.Spec.Behavior, "web", current, next)
			}
			current = next
			becomes = append(becomes, next)
			age(controller, 16*time.Second)
		}
		return map[string]any{"becomes": becomes}
	})
}
